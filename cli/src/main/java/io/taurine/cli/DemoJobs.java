package io.taurine.cli;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.queue.JobRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The jobs of the demo, in the order in which they are added, and what there is to say about them. */
final class DemoJobs {

    static final String CHARGE = "charge";
    static final String REPORT = "report";

    private static final int PICTURES = 12;

    private DemoJobs() {}

    /** Jobs of one name. */
    record Group(String name, String remark, List<JobRequest<Errand>> jobs) {}

    static List<Group> all() {
        return List.of(
                group(
                        CHARGE,
                        "fails twice; 3 attempts, exponential backoff from 500ms",
                        JobOptions.builder()
                                .attempts(3)
                                .backoff(Backoff.exponential(Duration.ofMillis(500)))
                                .build(),
                        new Errand("order 4711", 150, 2)),
                group(REPORT, "tells its progress and writes a log", plain(), Errand.of("november", 1_200)),
                new Group(
                        "resize",
                        "first come, first served",
                        IntStream.rangeClosed(1, PICTURES)
                                .mapToObj(DemoJobs::picture)
                                .toList()),
                group(
                        "reminder",
                        "delayed by 3s",
                        JobOptions.builder().delay(Duration.ofSeconds(3)).build(),
                        Errand.of("dentist", 150)),
                group(
                        "newsletter",
                        "priority 10, behind everything without a priority",
                        JobOptions.builder().priority(10).build(),
                        Errand.of("north", 150),
                        Errand.of("south", 150),
                        Errand.of("west", 150)),
                group("invoice", "priority 5", JobOptions.builder().priority(5).build(), Errand.of("order 4711", 150)),
                group(
                        "password",
                        "priority 1: added last, yet run before the other priorities",
                        JobOptions.builder().priority(1).build(),
                        Errand.of("ada", 150)));
    }

    private static JobOptions plain() {
        return JobOptions.defaults();
    }

    private static JobRequest<Errand> picture(int number) {
        return JobRequest.of(
                "resize", Errand.of(String.format(Locale.ROOT, "photo-%02d.jpg", number), 180 + 37 * number % 120));
    }

    private static Group group(String name, String remark, JobOptions options, Errand... errands) {
        return new Group(
                name,
                remark,
                Stream.of(errands)
                        .map(errand -> JobRequest.of(name, errand, options))
                        .toList());
    }
}
