#!/usr/bin/python3
"""`./workbench bench sweep`: what Optuna does with as many finished trials in SQLite. Prints one JSON document.

    sweep.py fill FILE CELLS SEEDS STEPS    trials of a grid of CELLS x SEEDS, each with STEPS losses
    sweep.py answer FILE                    each cell's mean over its seeds, of the study that is opened again
    sweep.py list FILE                      a line for every trial
"""
import json
import statistics
import sys

import optuna
from sqlalchemy import event
from sqlalchemy.engine import Engine

NAME = "sweep"


def fill(storage, cells, seeds, steps):
    # What is measured is reading: filling need not reach the disk.
    event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    study = optuna.create_study(storage=storage, study_name=NAME, direction="maximize")
    spaces = {name: optuna.distributions.FloatDistribution(1e-4, 1) for name in ("rate", "decay")}
    study.add_trials(
        optuna.trial.create_trial(
            params={"rate": 1e-4 * (1 + cell % 10), "decay": 0.02 * (1 + cell // 10)}, distributions=spaces, user_attrs={"seed": seed},
            value=0.5 + 0.01 * (cell % 10) + 0.001 * (seed * 7919 % 97), intermediate_values={step: 3 - 0.01 * step for step in range(1, steps + 1)})
        for seed in range(seeds) for cell in range(cells))
    return {"trials": cells * seeds}


def answer(storage):
    values = {}
    for trial in optuna.load_study(storage=storage, study_name=NAME).trials:
        values.setdefault((trial.params["rate"], trial.params["decay"]), []).append(trial.value)
    for cell, metric in values.items():
        print(*cell, len(metric), statistics.mean(metric), file=sys.stderr)
    return {"cells": len(values), "trials": sum(map(len, values.values()))}


def list_trials(storage):
    trials = optuna.load_study(storage=storage, study_name=NAME).trials
    for trial in trials:
        print(trial.number, trial.state.name, trial.value, trial.params, trial.user_attrs, file=sys.stderr)
    return {"trials": len(trials)}


optuna.logging.set_verbosity(optuna.logging.ERROR)
command, file, *numbers = sys.argv[1:]
run = {"fill": fill, "answer": answer, "list": list_trials}[command]
print(json.dumps({**run(f"sqlite:///{file}", *map(int, numbers)), "optuna": optuna.__version__}))
