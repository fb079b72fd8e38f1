package io.taurine.worker.sandbox;

import io.taurine.testkit.ForkedJvm;
import java.util.concurrent.CountDownLatch;

/** A JVM with a sandbox process, made to be killed. */
final class SandboxParent {

    private SandboxParent() {}

    public static void main(String[] args) throws InterruptedException {
        ForkedJvm.exitWhenParentDies();
        var sandbox = Sandbox.<Chore>of(Chores.class).maxHeapMegabytes(32).build();
        sandbox.prestart(1);
        var process = ProcessHandle.current().children().findFirst().orElseThrow();
        System.out.println("sandbox " + process.pid());
        new CountDownLatch(1).await();
    }
}
