package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MigrationsIT {

    private static final int PROCESSES = 4;
    private static final int ROUNDS = 2;

    @Test
    void severalProcessesMayStartOnAnEmptyDatabaseAtOnce() throws Exception {
        var threads = Executors.newFixedThreadPool(PROCESSES);
        try {
            for (var round = 0; round < ROUNDS; round++) {
                var url = TestDatabase.url("localhost", TestDatabase.server().getPort(), TestDatabase.createSchema());
                var go = new CountDownLatch(1);
                var all = IntStream.range(0, PROCESSES)
                        .mapToObj(process -> threads.submit(() -> start(url, go)))
                        .toList();
                go.countDown();
                for (Future<?> one : all) {
                    one.get(30, TimeUnit.SECONDS);
                }
                try (var database = TestDatabase.pool(url)) {
                    assertThat(History.open(database)
                                    .definitions()
                                    .list("", 100)
                                    .items())
                            .extracting(DefinitionEntry::key)
                            .containsExactly("d0", "d1", "d2", "d3", "d4");
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void start(String url, CountDownLatch go) throws InterruptedException {
        try (var database = TestDatabase.pool(url)) {
            go.await();
            var found = IntStream.range(0, 5)
                    .mapToObj(n -> new Registration("d" + n, 1, 1, "", null, true, "same", "{}"))
                    .toList();
            History.open(database).store().register(found, Instant.EPOCH);
            return null;
        }
    }
}
