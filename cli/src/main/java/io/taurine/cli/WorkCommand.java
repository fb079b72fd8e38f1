package io.taurine.cli;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "work", description = "Run the jobs of a queue, until Ctrl-C.")
final class WorkCommand extends QueueCommand {

    @Option(names = "--concurrency", paramLabel = "N", description = "Jobs at once. Default: 1.")
    private int concurrency = 1;

    @Option(
            names = "--exec",
            paramLabel = "COMMAND",
            description = {
                "A shell command for each job: its standard input is the job's data, its standard output the result. "
                        + "An exit code other than 0 fails the job. Knows TAURINE_JOB_ID, TAURINE_JOB_NAME, "
                        + "TAURINE_JOB_QUEUE and TAURINE_JOB_ATTEMPT. Default: each job's data is its result."
            })
    private @Nullable String command;

    @Option(
            names = "--until-drained",
            description = "End when nothing is waiting, active or due; what is delayed stays.")
    private boolean untilDrained;

    @Option(names = "--timeout", paramLabel = "TIME", description = "Longest run of a job. Default: none.")
    private @Nullable Duration timeout;

    @Option(
            names = "--lock-duration",
            paramLabel = "TIME",
            description = "How long a job stays with a worker that fell silent. Default: 30s.")
    private @Nullable Duration lockDuration;

    @Option(
            names = "--close-timeout",
            paramLabel = "TIME",
            description = "How long Ctrl-C waits for running jobs before it hands them back. Default: 10s.")
    private Duration closeTimeout = Duration.ofSeconds(10);

    @Option(names = "--name", paramLabel = "TEXT", description = "Name of this worker. Default: none.")
    private @Nullable String name;

    WorkCommand(Taurine taurine) {
        super(taurine);
    }

    @Override
    int run(Queue<JsonText> queue, RedisConnection redis, Output output) throws Exception {
        try (var commands = command == null ? null : new CommandProcessor(command)) {
            Processor<JsonText> processor = commands == null ? job -> job.data() : commands;
            var report = new WorkReport(output);
            var shift = new Shift(queue, output, report, untilDrained);
            var worker = start(queue, redis, processor, report);
            var onExit = new Thread(
                    () -> {
                        shift.close(worker, closeTimeout);
                        if (commands != null) {
                            commands.close();
                        }
                    },
                    "taurine-close");
            Runtime.getRuntime().addShutdownHook(onExit);
            try {
                return shift.watch(worker);
            } finally {
                if (removed(onExit)) {
                    shift.close(worker, closeTimeout);
                } else {
                    // The JVM is on its way out: the hook closes the worker, which still needs what we would close.
                    onExit.join();
                }
            }
        }
    }

    private Worker<JsonText> start(
            Queue<JsonText> queue, RedisConnection redis, Processor<JsonText> processor, WorkReport report) {
        var builder = Worker.of(queue.name(), JsonText.class, redis, processor)
                .prefix(queue.prefix())
                .codec(queue.options().codec())
                .concurrency(concurrency)
                .closeTimeout(closeTimeout)
                .listener(report);
        if (timeout != null) {
            builder.jobTimeout(timeout);
        }
        if (lockDuration != null) {
            builder.lockDuration(lockDuration);
        }
        if (name != null) {
            builder.name(name);
        }
        if (untilDrained) {
            builder.drainDelay(Shift.LOOK);
        }
        return builder.start();
    }

    private static boolean removed(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException onTheWayOut) {
            return false;
        }
    }
}
