package io.taurine.benchmark.soak;

import java.util.List;

/** The queues of a soak. */
final class Queues {
    static final String MAIL = "mail";
    static final String PARTS = "parts";
    static final String REPORTS = "reports";
    static final String TICKS = "ticks";

    static final List<String> ALL = List.of(MAIL, PARTS, REPORTS, TICKS);
    /** Those that are empty when all is done. */
    static final List<String> DRAINED = List.of(MAIL, PARTS, REPORTS);

    /** Not {@link #TICKS}: BullMQ makes a second run of a scheduler that is upserted while its queue is paused. */
    static final List<String> PAUSED_AT_TIMES = DRAINED;

    private Queues() {}

    /** How many jobs of each queue one worker process runs at once. */
    static int concurrency(String queue) {
        return switch (queue) {
            case MAIL -> 10;
            case PARTS -> 6;
            case REPORTS -> 3;
            default -> 2;
        };
    }

    static int concurrencyOfAll() {
        return ALL.stream().mapToInt(Queues::concurrency).sum();
    }
}
