package io.taurine.server.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemTimeTest {

    @Test
    void whatIsDueIsDoneInOrderAndNotTooEarly() throws Exception {
        try (var time = new SystemTime("test")) {
            var done = new CopyOnWriteArrayList<String>();
            var last = new CompletableFuture<Instant>();
            var due = time.instant().plusMillis(100);

            time.at(due, () -> last.complete(time.instant()));
            time.at(due.minusMillis(50), () -> done.add("second"));
            time.at(Instant.EPOCH, () -> {
                done.add("first");
                throw new IllegalStateException("stops nothing");
            });

            assertThat(last.get(20, TimeUnit.SECONDS)).isAfterOrEqualTo(due);
            assertThat(done).isEqualTo(List.of("first", "second"));
        }
    }

    @Test
    void whatIsCancelledOrComesAfterTheCloseIsNotDone() throws Exception {
        var time = new SystemTime("test");
        var done = new CopyOnWriteArrayList<String>();
        var later = new CompletableFuture<Boolean>();

        time.at(time.instant().plusMillis(50), () -> done.add("cancelled")).cancel();
        time.at(time.instant().plus(Duration.ofMillis(100)), () -> later.complete(true));

        assertThat(later.get(20, TimeUnit.SECONDS)).isTrue();
        time.close();
        time.at(Instant.EPOCH, () -> done.add("closed"));
        assertThat(done).isEmpty();
    }
}
