package io.taurine.benchmark.soak;

/** When a fault really began and ended, in ms since 1970. */
record AppliedFault(Fault fault, long fromMillis, long toMillis) {
    /** How long after a fault a process may still be putting itself right: its calls time out, it connects again. */
    private static final long AFTERMATH_MILLIS = 3_000;

    /** Whether it may be why a run of this process, begun in that time, was repeated at the end of it. */
    boolean explains(String process, long from, long to) {
        boolean concerned = fault.target().equals(process) || fault.target().equals(Fault.REDIS);
        return concerned && fault.kind().disturbs() && fromMillis <= to && toMillis + AFTERMATH_MILLIS >= from;
    }

    /** How many jobs may be run again because of it. */
    int mostDoubles() {
        if (!fault.kind().disturbs()) {
            return 0;
        }
        long workers = Role.ALL.stream()
                .filter(Role::isWorker)
                .filter(role ->
                        fault.target().equals(Fault.REDIS) || fault.target().equals(role.name()))
                .count();
        return (int) workers * Queues.concurrencyOfAll();
    }
}
