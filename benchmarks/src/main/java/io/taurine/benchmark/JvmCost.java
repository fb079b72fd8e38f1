package io.taurine.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What this JVM has used so far. Threads that have ended since are not in the allocations. */
final class JvmCost {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private final long cpuNanos;
    private final long allocated;

    private JvmCost(long cpuNanos, long allocated) {
        this.cpuNanos = cpuNanos;
        this.allocated = allocated;
    }

    static JvmCost now() {
        var allocated = 0L;
        for (var bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        return new JvmCost(SYSTEM.getProcessCpuTime(), allocated);
    }

    ClientCost since(JvmCost before) {
        return new ClientCost((cpuNanos - before.cpuNanos) / 1e3, Math.max(0, allocated - before.allocated));
    }
}
