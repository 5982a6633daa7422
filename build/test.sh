# shellcheck shell=bash
# shellcheck disable=SC2154,SC2016,SC2317  # root, work, tree, … are the launcher's, which sources this file; JSON has $ in it
# ./workbench test [FILTER]: prepares what the tests need, builds, runs every suite, ends with one line of totals.

case ${1:-} in
  -h | --help)
    cat <<'HELP'
Usage: ./workbench test [FILTER]

Builds and runs every test, the comparisons with PyTorch among them.
FILTER keeps the tests whose full name contains it. The last line of the output is "N passed, N failed".

Examples:
  ./workbench test
  ./workbench test Positions
HELP
    exit 0
    ;;
  -*) refuse "unknown option $1; ./workbench test takes a part of a test's name only. See ./workbench test --help" ;;
esac
[[ $# -le 1 ]] || refuse "one filter at most (got $*). See ./workbench test --help"
filter=()
[[ $# -eq 0 ]] || filter=(-method "*$1*")

total_passed=0 total_failed=0 total_skipped=0

build_tests() {
  "$dotnet" build "$root/Workbench.sln" -c Release -nologo -v minimal -nodeReuse:false -p:UseSharedCompilation=false "-p:ArtifactsPath=$tree" "${build_args[@]}"
}

count() { grep -c -F "\"\$type\":\"$1\"" "$2" || true; }

# The failures in a log of the runner's JSON lines, as a person wants to read them.
show_failures() {
  awk '
    function field(name,   at, rest) {
      at = index($0, "\"" name "\":"); if (!at) return ""
      rest = substr($0, at + length(name) + 3); sub(/^\[/, "", rest); sub(/^"/, "", rest)
      if (match(rest, /(^|[^\\])"[],}]/)) rest = substr(rest, 1, RSTART)
      gsub(/\\n/, "\n    ", rest); gsub(/\\u0022|\\"/, "\"", rest); gsub(/\\u0027/, "\047", rest); gsub(/\\u002B/, "+", rest); gsub(/\\\\/, "\\", rest)
      return rest
    }
    /"\$type":"test-starting"/ { name[field("TestUniqueID")] = field("TestDisplayName"); open[field("TestUniqueID")] = 1 }
    /"\$type":"test-finished"/ { delete open[field("TestUniqueID")] }
    /"\$type":"(test-failed|error-message|[a-z-]*cleanup-failure)"/ {
      printf "FAILED %s\n    %s\n    %s\n", name[field("TestUniqueID")], field("Messages"), field("StackTraces")
    }
    END { if (crashed) for (id in open) printf "NOT FINISHED %s\n", name[id] }
  ' crashed="$2" "$1" >&2
}

# Suites run two at a time, the longest first: their waits for browsers and processes then overlap with others' work. Threads that wait
# for work sleep, because they would spin on the cores that the other suite computes on.
export OMP_WAIT_POLICY=passive
# Most programs that tests start live for seconds: compiled code is neither instrumented nor mapped twice.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0
declare -A running=()

start_suite() {
  local name=$1
  # With job control the suite has a process group of its own and does not ignore Ctrl-C, which its tests send to programs that it starts.
  set -m
  "$tree/bin/$name/release/$name" -noLogo -noColor -noAutoReporters -reporter json "${filter[@]}" >"$work/logs/$name.log" 2>"$work/logs/$name.log.err" </dev/null 9>&- &
  running[$name]=$!
  set +m
}

stop_suites() {
  local pid
  for pid in "${running[@]}"; do kill -- "-$pid" 2>/dev/null || true; done
  exit 130
}

finish_suite() {
  local name=$1 log=$work/logs/$1.log status=0 passed failed skipped
  wait "${running[$name]}" || status=$?
  unset "running[$name]"
  passed=$(count test-passed "$log"); failed=$(count test-failed "$log"); skipped=$(count test-skipped "$log")
  failed=$((failed + $(grep -c -E '"\$type":"(error-message|[a-z-]*cleanup-failure)"' "$log" || true)))
  if [[ $status -ne 0 && $failed -eq 0 ]] || ! grep -q -F '"$type":"test-assembly-finished"' "$log"; then
    show_failures "$log" 1
    tail -n 25 "$log.err" >&2
    say "$name ended before its tests did (status $status). The whole log: $log"
    failed=$((failed + 1))
  elif [[ $failed -gt 0 ]]; then
    show_failures "$log" 0
  fi
  say "$name: $passed passed, $failed failed$([[ $skipped -eq 0 ]] || echo ", $skipped skipped")"
  total_passed=$((total_passed + passed)); total_failed=$((total_failed + failed)); total_skipped=$((total_skipped + skipped))
}

run_suites() {
  local waiting=("$@") name told=$SECONDS
  trap stop_suites INT TERM
  while [[ ${#waiting[@]} -gt 0 || ${#running[@]} -gt 0 ]]; do
    while [[ ${#waiting[@]} -gt 0 && ${#running[@]} -lt 2 ]]; do
      start_suite "${waiting[0]}"
      waiting=("${waiting[@]:1}")
    done
    sleep 0.5
    for name in "${!running[@]}"; do
      kill -0 "${running[$name]}" 2>/dev/null || finish_suite "$name"
    done
    if ((SECONDS - told >= 5)); then
      told=$SECONDS
      for name in "${!running[@]}"; do
        say "$name: $(count test-passed "$work/logs/$name.log") passed, $(count test-failed "$work/logs/$name.log") failed so far"
      done
    fi
  done
  trap - INT TERM
}

up_to_date || build
require shellcheck python3-torch python3-numpy python3-yaml python3-jsonschema chromium jupyter-client jupyter-nbconvert python3-jupyter-kernel-test jupyter-notebook python3-nbclient python3-nbformat openmpi-bin \
  slurmctld slurmd slurm-client munge libsword-utils sword-text-kjv sword-text-sparv python3-nltk sentencepiece python3-optuna
mkdir -p "$work/logs"
exec 9>"$work/test-lock"
if ! flock -n 9; then
  say 'waiting for another ./workbench test to finish'
  flock 9
fi

export WORKBENCH_ROOT=$root
# Tests of processes run what users run, which is compiled ahead of time; threads that wait for each other do not spin: suites share cores.
WORKBENCH_PROGRAM=$(readlink -f "$pointer")/workbench-cli
export WORKBENCH_PROGRAM OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
step 1 tests-build 'building the tests' build_tests
suites=(Workbench.Notebook.Tests Workbench.Polyglot.Tests Workbench.Tests)
for project in "$root"/tests/*.Tests; do
  [[ " ${suites[*]} " == *" ${project##*/} "* ]] || suites+=("${project##*/}")
done
run_suites "${suites[@]}"

if [[ $((total_passed + total_failed + total_skipped)) -eq 0 ]]; then
  refuse "no test has '${1:-}' in its name"
fi
line="$total_passed passed, $total_failed failed"
[[ $total_skipped -eq 0 ]] || line+=", $total_skipped skipped"
echo "$line"
[[ $total_failed -eq 0 ]] || exit 1
exit 0
