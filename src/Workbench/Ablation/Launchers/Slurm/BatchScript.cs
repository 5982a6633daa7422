namespace Workbench.Ablation.Launchers;

/// <summary>The batch script of a job array.</summary>
internal static class BatchScript
{
    /// <summary>Slurm's warning before it ends a job.</summary>
    public const int WarningSeconds = 60;

    /// <summary>The script. A signal reaches the script alone, so the worker runs in its background.</summary>
    /// <param name="folder">The submission's folder.</param>
    /// <param name="worker">The command of a worker.</param>
    /// <param name="threads">Threads of a run.</param>
    public static string Of(string folder, WorkerCommand worker, int threads) =>
        $$"""
            #!/bin/bash
            # One task of the array computes one run. At USR1 (pre-emption, the end of the time) the worker writes its checkpoint, and the
            # job goes back into the queue; at TERM (scancel) it writes its checkpoint and ends.
            cd {{Quote(folder)}} || exit 1
            task=$SLURM_ARRAY_TASK_ID
            attempt=$((${SLURM_RESTART_COUNT:-0}))
            export OMP_NUM_THREADS={{threads}}
            requeue=
            worker=
            stop() { [[ -z $worker ]] || kill -TERM "$worker" 2>/dev/null; }
            trap 'requeue=yes; stop' USR1
            trap stop TERM
            {{string.Join(' ', worker.Arguments.Prepend(worker.FileName).Select(Quote))}} --job "task-$task.json" --attempt "$attempt" &
            worker=$!
            [[ -z $requeue ]] || stop
            # A trap ends the wait, not the worker.
            while :; do
              wait "$worker"
              status=$?
              kill -0 "$worker" 2>/dev/null || break
            done
            echo "$attempt $status" >"task-$task.exit.part" && mv "task-$task.exit.part" "task-$task.exit"
            if [[ -n $requeue && $status -eq {{(int)ExitCode.Interrupted}} ]]; then
              scontrol requeue "$SLURM_JOB_ID" && sleep 60
            fi
            exit "$status"

            """.ReplaceLineEndings("\n");

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
