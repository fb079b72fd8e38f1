package io.taurine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.ForkedJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each example runs in a JVM of its own, as a reader would run it, and ends by itself. */
@Execution(ExecutionMode.CONCURRENT)
class ExamplesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path SOURCES = Docs.ROOT.resolve("examples/src/main/java/io/taurine/examples");
    private static final Pattern MAIN = Pattern.compile("(?m)^    public static void main\\(");

    /** Before a line that may come earlier than it stands: on a busy machine a second is soon over. */
    private static final String ANYWHERE = "anywhere: ";

    /** What each example must print, as patterns of whole lines, in this order; other lines may stand between. */
    static Stream<Arguments> examples() {
        return Stream.of(
                example(
                        ProducerAndWorker.class,
                        "Added job \\S+",
                        "Sending welcome to ada@example.com",
                        "Worker is closed"),
                example(
                        WaitForResult.class,
                        "Job \\S+ is completed: Thumbnail\\[path=small-cat.png, width=100]",
                        "Attempts 1, result \\{\"path\":\"small-cat.png\",\"width\":100}"),
                example(
                        RetriesAndBackoff.class,
                        "flaky: attempt 1",
                        "flaky: attempt 2",
                        "flaky: attempt 3",
                        "flaky: Optional\\[sent]",
                        "hopeless: attempt 1",
                        "hopeless: no such address"),
                example(CustomBackoff.class, "attempt 1", "attempt 4", "Loaded after attempt 4"),
                example(
                        DelayedAndPriority.class,
                        "Before the worker starts: .*waiting=2.*prioritized=2.*delayed=1.*",
                        "Ran plain, lifo",
                        "Ran plain",
                        "Ran priority 1",
                        "Ran priority 1000",
                        ANYWHERE + "Ran delayed by 1 s"),
                example(
                        ProgressAndEvents.class,
                        "event added",
                        "event waiting",
                        "event active",
                        "event progress of job \\S+: 50",
                        "event progress of job \\S+: 100",
                        "event completed: 42",
                        "Result Optional\\[42]",
                        "Log \\[encoded 50 % of cat.mp4, encoded 100 % .*]"),
                example(
                        Flows.class,
                        "The report is waiting-children",
                        "11 rows, without \\[no forecast]",
                        "report: completed, DependenciesCount\\[processed=2, unprocessed=0, ignored=1, failed=0]",
                        "weather: failed"),
                example(FlowPages.class, "20 of 1200", "Met 1200", "Removed: true"),
                example(
                        StepJob.class,
                        "Thumbnail of sea.png",
                        "Thumbnail of hill.png",
                        "Thumbnail of town.png",
                        "summer: 3 thumbnails, in [12] runs"),
                example(
                        ManualProcessing.class,
                        "Job \\S+ \\(book\\) is now completed",
                        "Job \\S+ \\(broken vase\\) is now failed",
                        "Nothing left to claim"),
                example(
                        DeclaredSchedulers.class,
                        "First start: added \\[nightly, often]",
                        "Second start: unchanged \\[nightly, often]",
                        "New version: removed \\[often], left 1"),
                example(
                        Schedules.class,
                        "Weekdays: \\[2027-03-29T07:00:00Z, 2027-03-30T07:00:00Z]",
                        "Often: \\[2027-03-26T09:05:00Z, 2027-03-26T09:20:00Z]",
                        "Rule: \\[2027-03-27T08:00:00Z, 2027-03-27T08:15:00Z]",
                        "Once: \\[2027-03-28T12:00:00Z]",
                        "Campaign: 10 runs",
                        "Nightly: \\[2027-03-28T01:30:00Z, 2027-03-29T00:30:00Z]",
                        "Strict: \\[2027-03-29T00:30:00Z, 2027-03-30T00:30:00Z]",
                        "0-45/15 9,17 \\* \\* 6",
                        "BullMQ cannot store the clock-change rule SKIP.*"),
                example(
                        JobSchedulers.class,
                        "Reports run at .*",
                        "Tick of the clock",
                        "Tick of the clock",
                        "Tick of the clock",
                        "Next: 3 runs",
                        "tick makes a run each PT0.2S",
                        "Schedulers left: 0"),
                example(
                        GracefulShutdown.class,
                        "Job is active, the worker closes",
                        "Job is waiting again",
                        "Another worker finished it: attempt 1"),
                example(Interceptors.class, "ADD of \\[\\d+], failure null", "Refused: not an address: Email.*"),
                example(TravellingContext.class, "Optional\\[sent for acme]", "Optional\\[sent for globex]"),
                example(
                        EncryptedPayloads.class,
                        "Result: sent to ada@example.com",
                        "Stored data: \\{\"taurineCodec\":\"aes-gcm\",\"key\":\"2026-11\",\"iv\":.{1,300}",
                        "Stored result: \\{\"taurineCodec\":\"aes-gcm\".*"),
                example(
                        Tracing.class,
                        "PRODUCER add traced.welcome in trace \\w+ under 0+",
                        "CONSUMER process traced in trace \\w+ under \\w+"),
                example(
                        MicrometerMetrics.class,
                        "Workers may run 1.0 jobs at once",
                        "taurine.claim.size\\[tag\\(queue=measured\\)]"),
                example(
                        JobTimeouts.class,
                        "Told to end: CANCELLED",
                        "Failed: .*no longer needed.*",
                        "Told to end: TIMEOUT",
                        "Failed: .* ran longer than its timeout of 1000 ms"),
                example(
                        BulkAdd.class,
                        "Added 1000 jobs, all new: true",
                        "ADDED, then DUPLICATE",
                        "Added without waiting: true",
                        "Drained 1001 jobs"),
                example(
                        SharedWithNode.class,
                        "import \\{ Worker } from 'bullmq';",
                        "  data = \\{\"path\":\"cat.png\",\"width\":800}",
                        "  opts = \\{\"attempts\":2,\"kl\":10}",
                        "The job is waiting, in the list bull:images:wait"),
                example(
                        TendingAQueue.class,
                        "Job \\S+ \\(import\\) in queue tended: database is down",
                        "Run again: Optional\\[imported]",
                        "Paused: true, still to run 0",
                        "Removed \\[\\S+]"),
                example(
                        CheckingAQueue.class,
                        "2 jobs, clean: false",
                        "JOB_IN_NO_STATE \\S+: no state lists it, it has not ended",
                        "repaired: true",
                        "Clean: true, .*waiting=2.*"),
                example(
                        GlobalLimits.class,
                        "Limits: OptionalInt\\[2], Optional\\[RateLimit\\[max=10, duration=PT0.3S]]",
                        "25 jobs done, [12] at once",
                        "Limits: OptionalInt.empty, Optional.empty"),
                example(
                        PartitionedJobs.class,
                        "The receipt is in partition 1",
                        "Added 98",
                        "sent to ada@example.com",
                        "Completed: (99|100)"),
                example(
                        BackingOff.class,
                        "first: too many requests",
                        "Optional\\[first sent]",
                        "Optional\\[second sent]",
                        "Claimed 2 times, attempts 1",
                        "It took at least 500 ms; running still: 0"),
                example(
                        CountingEnds.class,
                        "Optional\\[33]",
                        ".*/ by zero.*",
                        "3 completed, per minute \\[.*]",
                        "1 failed, per minute \\[.*]",
                        "# TYPE bullmq_job_count gauge",
                        "bullmq_job_failed_total\\{queue=\"counted\", env=\"demo\"} 1"),
                example(
                        Deduplicating.class,
                        "DEDUPLICATED for job \\S+, new: false",
                        "The same job: true",
                        "Throttled: DEDUPLICATED",
                        "Debounced: ADDED with taurine",
                        "Owner: \\S+",
                        "Freed: ADDED"),
                example(KeepTheLast.class, "Published v1", "Published v3", "Jobs made: 2"),
                example(
                        Locks.class,
                        "Storage refuses numbers below ours",
                        "Wrote 3 rows",
                        "Valid: true, taken by others: true",
                        "import is held by importer-1",
                        "Lock import was not acquired: others held it within 50 ms",
                        "Still valid: true"),
                example(
                        RedlockMajority.class,
                        "Held on a majority: true",
                        "One server is gone, taken by others: true",
                        "Two servers are enough: true"),
                example(SingleRunningReport.class, "SkippedRun\\[skipped=true, lock=bull:reports]", "report of Monday"),
                example(
                        CancellingJobs.class,
                        "In line: FAILED",
                        "Running: (SIGNALLED|MARKED)",
                        "Again: ALREADY_FINISHED",
                        "Without a trace: REMOVED",
                        "Failed: 2"),
                example(
                        SandboxedJobs.class,
                        "good done in a process of its own",
                        "Failed: .* ended with exit code 3; it had printed:",
                        "This plugin ends the JVM it runs in",
                        "next done in a process of its own"),
                example(RateLimit.class, "7 jobs took at least two windows of 500 ms"),
                example(
                        WorkerEvents.class,
                        "divide starts, claimed 1 times",
                        "divide failed and will be retried",
                        "divide starts, claimed 2 times",
                        "divide completed: 100"),
                example(
                        WithoutRedis.class,
                        "Right after the add: delayed",
                        "2026-01-02T00:00:00Z attempt 1 to remind ada@example.com",
                        "2026-01-02T01:00:00Z attempt 2 to remind ada@example.com",
                        "2026-01-02T03:00:00Z attempt 3 to remind ada@example.com",
                        "Two days later: completed, sent"),
                example(
                        LocalJobs.class,
                        ANYWHERE + "STARTED tidy:1",
                        ANYWHERE + "SUCCEEDED square:1",
                        "Result: SUCCEEDED 49",
                        "Definitions: \\[square]"),
                example(Connecting.class, "Redis [67]\\S+, STANDALONE, noeviction", "Open: true"));
    }

    private static Arguments example(Class<?> main, String... lines) {
        return Arguments.of(main, List.of(lines));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatAReaderShouldSeeAndEnds(Class<?> main, List<String> expected) {
        try (var jvm = ForkedJvm.start(main)) {
            assertThat(jvm.exitCode(LIMIT))
                    .as("exit code; it printed\n%s\n%s", jvm.lines(), jvm.errorLines())
                    .hasValue(0);

            var last = expected.get(expected.size() - 1).replace(ANYWHERE, "");
            jvm.awaitLine(Pattern.compile(last).asMatchPredicate(), LIMIT);
            var printed = jvm.lines();
            var from = 0;
            for (var line : expected) {
                if (line.startsWith(ANYWHERE)) {
                    assertThat(printed).anyMatch(line.substring(ANYWHERE.length())::equals);
                    continue;
                }
                var pattern = Pattern.compile(line);
                while (from < printed.size()
                        && !pattern.matcher(printed.get(from)).matches()) {
                    from++;
                }
                assertThat(from)
                        .as("line '%s' in order, in\n%s\n%s", line, String.join("\n", printed), jvm.errorLines())
                        .isLessThan(printed.size());
                from++;
            }
        }
    }

    @Test
    void everyExampleIsRunHereAndStaysShort() throws IOException {
        var run = examples()
                .map(example -> ((Class<?>) example.get()[0]).getSimpleName())
                .distinct()
                .toList();
        try (var files = Files.list(SOURCES)) {
            for (var file : files.toList()) {
                var source = Files.readString(file);
                if (MAIN.matcher(source).find()) {
                    var name = file.getFileName().toString().replace(".java", "");
                    assertThat(run).as("an entry in examples() for %s", name).contains(name);
                    assertThat(source.lines().count()).as("lines of %s", name).isLessThan(60);
                }
            }
        }
    }
}
