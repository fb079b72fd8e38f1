package io.taurine.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** Threads for jobs: virtual ones where the running JVM has them (21 and newer), else platform threads. */
final class JobExecutors {

    private JobExecutors() {}

    static ExecutorService create(String queue) {
        var name = "taurine-worker-" + queue + "-";
        try {
            return virtual(name);
        } catch (ReflectiveOperationException notInThisJvm) {
            return new PlatformJobThreads(name);
        }
    }

    /** The code is compiled for 17, which does not know these methods yet. */
    private static ExecutorService virtual(String name) throws ReflectiveOperationException {
        var lookup = MethodHandles.publicLookup();
        var builderType = Class.forName("java.lang.Thread$Builder$OfVirtual");
        try {
            var builder = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builderType))
                    .invoke();
            var named = lookup.findVirtual(
                            builderType, "name", MethodType.methodType(builderType, String.class, long.class))
                    .invoke(builder, name, 1L);
            var factory = (ThreadFactory) lookup.findVirtual(
                            Class.forName("java.lang.Thread$Builder"),
                            "factory",
                            MethodType.methodType(ThreadFactory.class))
                    .invoke(named);
            return (ExecutorService) lookup.findStatic(
                            Executors.class,
                            "newThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class, ThreadFactory.class))
                    .invoke(factory);
        } catch (ReflectiveOperationException e) {
            throw e;
        } catch (Throwable e) {
            throw new ReflectiveOperationException(e);
        }
    }
}
