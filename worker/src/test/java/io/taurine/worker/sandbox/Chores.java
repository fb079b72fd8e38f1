package io.taurine.worker.sandbox;

import io.taurine.job.UnrecoverableException;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A processor that does as told, however bad. Runs inside a sandbox process. */
public class Chores implements Processor<Chore> {

    private static final List<byte[]> HOARD = new ArrayList<>();
    private int jobs;

    @Override
    public @Nullable Object process(ActiveJob<Chore> job) throws Exception {
        jobs++;
        var chore = job.data();
        return switch (chore.what()) {
            case "info" ->
                Map.of(
                        "id", job.id(),
                        "name", job.name(),
                        "attempt", job.attempt(),
                        "queue", job.job().queueName(),
                        "token", job.token(),
                        "text", chore.text());
            case "pid" -> ProcessHandle.current().pid();
            case "count" -> jobs;
            case "nothing" -> null;
            case "report" -> report(job);
            case "throw" -> throw new IllegalStateException(chore.text(), new ArithmeticException("the cause"));
            case "giveUp" -> throw new UnrecoverableException(chore.text());
            case "print" -> print(chore.text());
            case "exit" -> exit(Integer.parseInt(chore.text()));
            case "hoard" -> hoard();
            case "environment" -> System.getenv().getOrDefault(chore.text(), "(absent)");
            case "knows" -> knows(chore.text());
            case "heap" -> Runtime.getRuntime().maxMemory() >> 20;
            case "folder" -> Path.of("").toAbsolutePath().toString();
            case "sleep" -> sleep();
            case "sleepStubbornly" -> sleepStubbornly(job);
            case "untilSignal" -> untilSignal(job);
            case "spawn" -> spawn(job);
            case "delay" -> delay(job);
            case "family" -> family(job);
            case "big" -> "x".repeat(Integer.parseInt(chore.text()));
            case "children" -> job.getChildrenValues(String.class).values().size();
            case "badDelay" -> badDelay(job);
            case "send" -> send(job, chore.text());
            case "chatter" -> chatter(job);
            default -> throw new IllegalArgumentException(chore.what());
        };
    }

    private static Object send(ActiveJob<Chore> job, String text) {
        ((SandboxMessenger) job).send(text);
        return "sent";
    }

    private static Object report(ActiveJob<Chore> job) {
        job.updateProgress(Map.of("percent", 50));
        job.log("half way");
        job.updateData(new Chore("nothing", "changed"));
        job.extendLock(Duration.ofSeconds(30));
        return "reported";
    }

    private static Object print(String text) {
        System.out.println(text);
        System.err.println("and to the other stream");
        return "printed";
    }

    private static boolean knows(String className) {
        try {
            Class.forName(className);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Object exit(int code) {
        System.out.println("leaving");
        System.exit(code);
        throw new AssertionError();
    }

    private static Object hoard() {
        while (true) {
            HOARD.add(new byte[1 << 20]);
        }
    }

    private static Object sleep() throws InterruptedException {
        new CountDownLatch(1).await();
        throw new AssertionError();
    }

    private static Object sleepStubbornly(ActiveJob<Chore> job) {
        job.log("stubborn " + ProcessHandle.current().pid());
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException ignored) {
                // that is the point
            }
        }
    }

    private static Object untilSignal(ActiveJob<Chore> job) throws InterruptedException {
        var told = new CountDownLatch(1);
        job.cancellation().onCancel(told::countDown);
        job.log("waiting");
        try {
            told.await();
        } catch (InterruptedException e) {
            told.await();
        }
        return job.cancellation().reason().orElseThrow() + " "
                + job.cancellation().message().orElseThrow();
    }

    private static Object spawn(ActiveJob<Chore> job) throws Exception {
        var child = new ProcessBuilder("/bin/sh", "-c", "trap '' TERM; sleep 600 & wait; sleep 600").start();
        job.log("spawned " + child.pid());
        return sleepStubbornly(job);
    }

    private static @Nullable Object delay(ActiveJob<Chore> job) {
        job.moveToDelayed(Duration.ofHours(1));
        return null;
    }

    private static @Nullable Object family(ActiveJob<Chore> job) {
        if (job.moveToWaitingChildren()) {
            return null;
        }
        return job.getChildrenValues(Long.class).values().size() + " of "
                + job.getDependencies().processed().size() + ", "
                + job.getDependenciesCount().total() + " in all, ignored "
                + job.getIgnoredChildrenFailures().values() + ", parent "
                + job.asParent().key();
    }

    /** Leaves threads behind that talk about it after its end. */
    private static Object chatter(ActiveJob<Chore> job) {
        for (int i = 0; i < 4; i++) {
            var chatterer = new Thread(() -> {
                while (true) {
                    job.log(job.id());
                }
            });
            chatterer.setDaemon(true);
            chatterer.setUncaughtExceptionHandler((thread, theRunHasEnded) -> {});
            chatterer.start();
        }
        return job.id();
    }

    private static Object badDelay(ActiveJob<Chore> job) {
        try {
            job.moveToDelayed(Duration.ofHours(-1));
        } catch (IllegalArgumentException e) {
            return Collections.singletonMap("refused", e.getMessage());
        }
        return "accepted";
    }
}
