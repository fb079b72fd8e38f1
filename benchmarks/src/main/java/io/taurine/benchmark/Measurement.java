package io.taurine.benchmark;

/** One scenario done once by one contender; costs are per job. */
record Measurement(
        String scenario,
        String contender,
        double jobsPerSecond,
        double redisCpuMicros,
        double commands,
        double clientCpuMicros,
        double allocatedBytes) {

    static Measurement of(Scenario scenario, Contender contender, long nanos, RedisUsage redis, ClientCost client) {
        double jobs = scenario.jobs();
        return new Measurement(
                scenario.name(),
                contender.name(),
                jobs * 1e9 / nanos,
                redis.cpuMicros() / jobs,
                redis.commands() / jobs,
                client.cpuMicros() / jobs,
                client.allocatedBytes() / jobs);
    }
}
