package io.taurine.benchmark;

/**
 * What a phase cost the process that did it.
 *
 * @param cpuMicros CPU time of the whole process
 * @param allocatedBytes of all its threads, 0 where that is not known
 */
record ClientCost(double cpuMicros, long allocatedBytes) {
    ClientCost plus(ClientCost more) {
        return new ClientCost(cpuMicros + more.cpuMicros, allocatedBytes + more.allocatedBytes);
    }
}
