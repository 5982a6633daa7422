"""Debian's jupyter_kernel_test against the installed kernel "workbench", every test that it defines enabled: python3 jupyter_kernel_tests.py TEST...

Prints one JSON line for each test that passed or failed; a skipped test is a failed one."""
import json
import sys
import unittest

import jupyter_kernel_test
from jupyter_client.manager import start_new_kernel


class WorkbenchTests(jupyter_kernel_test.KernelTests):
    kernel_name = "workbench"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Math.Sqr", "matches": ["Sqrt"]},
        {"text": "var now = DateTime.UnixEp", "matches": ["UnixEpoch"]},
        {"text": "#!lsmag", "matches": ["#!lsmagic"]},
        {"text": "zzz_nothing_begins_so", "matches": []},
    ]
    complete_code_samples = ["1 + 1", "var x = 1;", "if (true) { }", "using System;", "class A { }", "await Task.Delay(1);", ""]
    incomplete_code_samples = ["if (true) {", "class A {", "Math.Max(1,", "/* not closed"]
    invalid_code_samples = ["var x = ) 1;", "if true { }", "class { }"]
    code_page_something = "Math.Sqrt?"
    code_generate_error = 'throw new InvalidOperationException("on purpose");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "\"a\" + 1", "result": "a1"},
        {"code": "Math.Max(2, 3)", "result": "3"},
    ]
    code_display_data = [
        {"code": 'display("text");', "mime": "text/plain"},
        {"code": "#!html\n<b>bold</b>", "mime": "text/html"},
        {"code": "#!markdown\n**bold**", "mime": "text/markdown"},
    ]
    code_history_pattern = "6 [*] ?"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.Sqrt"
    code_clear_output = "CellContext.Current!.FrontEnd.Send(new ClearOutput(Wait: false));"

    @classmethod
    def setUpClass(cls):
        cls.km, cls.kc = start_new_kernel(kernel_name=cls.kernel_name, startup_timeout=60)
        # The first cell is compiled by a compiler that is not compiled itself yet; jupyter_kernel_test waits a second for outputs, which is meant for a warm kernel.
        cls.kc.execute_interactive("1", timeout=60, output_hook=lambda msg: None)


class Reporter(unittest.TestResult):
    def say(self, test, ok, text=None):
        print(json.dumps({"scenario": test._testMethodName, "ok": ok, "text": text}), flush=True)

    def startTest(self, test):
        super().startTest(test)
        self.bad = False

    def addSuccess(self, test):
        self.say(test, True)

    def fail(self, test, error):
        self.bad = True
        self.say(test, False, self._exc_info_to_string(error, test))

    addFailure = addError = fail

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.fail(test, error)

    def addSkip(self, test, reason):
        self.say(test if hasattr(test, "_testMethodName") else test.test_case, False, f"skipped: {reason}")


if sys.argv[1:] == ["--list"]:
    print(json.dumps(unittest.TestLoader().getTestCaseNames(WorkbenchTests)))
else:
    suite = unittest.TestSuite(WorkbenchTests(name) for name in sys.argv[1:])
    suite.run(Reporter())
