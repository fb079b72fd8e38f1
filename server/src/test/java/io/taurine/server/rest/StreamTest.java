package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.event.EventRules;
import io.taurine.server.event.LocalEventBus;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobEvent.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private final ReadOnlyRunner runner = new ReadOnlyRunner(Definitions.of(
            Definition.of("echo", JsonNode.class, (params, context) -> params).build(),
            Definition.of("mail", JsonNode.class, (params, context) -> params).build()));

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start(
                RestSetup.of(runner).port(0).streamRing(5).maxStreams(100).build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JobEvent event(Kind kind, String key, int number) {
        return new JobEvent(
                kind,
                key + ":" + number,
                "",
                key,
                Instant.parse("2026-11-22T12:00:00Z"),
                Map.of("message", "so", "result", "a secret"));
    }

    private StreamReader stream(String topics, @Nullable String lastId) throws Exception {
        var reader = new StreamReader(server, topics, lastId);
        assertThat(reader.status()).isEqualTo(200);
        assertThat(reader.contentType()).startsWith("text/event-stream");
        reader.await("ready", data -> true);
        return reader;
    }

    @Test
    void tellsThoseTopicsThatWereAskedForWithoutPayloads() throws Exception {
        try (var all = stream("jobs", null);
                var mails = stream("jobs:mail", null);
                var one = stream("job:echo:2", null)) {
            runner.emit(event(Kind.STARTED, "echo", 1));
            runner.emit(event(Kind.SUCCEEDED, "echo", 2));
            runner.emit(event(Kind.FAILED, "mail", 3));

            var failed = all.await("job", data -> data.path("jobId").asText().equals("mail:3"));
            assertThat(failed.data().get("kind").asText()).isEqualTo("failed");
            assertThat(failed.data().get("message").asText()).isEqualTo("so");
            assertThat(failed.data().has("result")).isFalse();
            assertThat(all.heard("job")).hasSize(3);
            mails.await("job", data -> data.path("jobId").asText().equals("mail:3"));
            assertThat(mails.heard("job")).hasSize(1);
            one.await("job", data -> data.path("jobId").asText().equals("echo:2"));
            assertThat(one.heard("job")).hasSize(1);
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissed() throws Exception {
        String seen;
        try (var first = stream("jobs:echo", null)) {
            runner.emit(event(Kind.STARTED, "echo", 1));
            seen = first.await("job", data -> true).id();
        }
        runner.emit(event(Kind.STARTED, "echo", 2));
        runner.emit(event(Kind.STARTED, "mail", 3));

        try (var again = stream("jobs:echo", seen)) {
            var missed = again.await("job", data -> true);

            runner.emit(event(Kind.STARTED, "echo", 4));
            again.await("job", data -> data.path("jobId").asText().equals("echo:4"));
            assertThat(missed.data().get("jobId").asText()).isEqualTo("echo:2");
            assertThat(again.heard("job")).hasSize(2);
            assertThat(again.heard("resync")).isEmpty();
        }
    }

    @Test
    void aClientThatMissedMoreThanIsKeptIsToldToReadAnew() throws Exception {
        String seen;
        try (var first = stream("jobs", null)) {
            runner.emit(event(Kind.STARTED, "echo", 1));
            seen = first.await("job", data -> true).id();
        }
        for (var i = 0; i < 6; i++) {
            runner.emit(event(Kind.STARTED, "echo", i));
        }

        try (var late = stream("jobs", seen);
                var ofAnotherServer = stream("jobs", "0a1b2c3d-1")) {
            late.await("resync", data -> true);
            ofAnotherServer.await("resync", data -> true);
            assertThat(late.heard("job")).isEmpty();
        }
    }

    private static String written(StreamClient client, String until) throws Exception {
        var out = new ByteArrayOutputStream();
        var writer = new Thread(() -> {
            try {
                client.writeTo(out);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> out.toString(StandardCharsets.UTF_8).contains(until));
        client.end();
        writer.join(20_000);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String lastId(String written) {
        return written.substring(written.lastIndexOf("id: ") + 4, written.indexOf('\n', written.lastIndexOf("id: ")));
    }

    @Test
    void aClientThatMissedMoreThanMayWaitGetsItAllWhileTheRingHasIt() throws Exception {
        var hub = new StreamHub(10_000, 2);
        var first = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(first, null);
        var seen = lastId(written(first, "event: ready"));
        for (var i = 0; i < 2_500; i++) {
            hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", i)));
        }

        var again = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(again, seen);
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 2_500)));

        assertThat(written(again, "echo:2500\"")).doesNotContain("resync").contains("echo:0\"", "echo:2499\"");
    }

    @Test
    void aReplayDoesNotMakeRoomForMoreLater() throws Exception {
        var hub = new StreamHub(10_000, 2);
        var first = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(first, null);
        var seen = lastId(written(first, "event: ready"));
        hub.leave(first);
        for (var i = 0; i < 2_000; i++) {
            hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", i)));
        }

        var slow = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(slow, seen);
        for (var i = 2_000; i < 3_500; i++) {
            hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", i)));
        }

        assertThat(written(slow, "echo:3499\"")).contains("event: resync").doesNotContain("echo:0\"");
    }

    @Test
    void aClientThatIsLostBeforeTheReplayMissesNothing() throws Exception {
        var hub = new StreamHub(5, 10);
        var first = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(first, null);
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 0)));
        var seen = lastId(written(first, "echo:0\""));
        hub.leave(first);
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 1)));

        var afterReady = readyId(hub, seen);
        var again = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(again, afterReady);

        assertThat(written(again, "echo:1\"")).doesNotContain("resync", "echo:0\"");
    }

    @Test
    void aClientThatIsLostBeforeTheResyncIsToldAgain() throws Exception {
        var hub = new StreamHub(5, 10);

        var afterReady = readyId(hub, "0a1b2c3d-1");
        var again = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(again, afterReady);
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 1)));

        assertThat(written(again, "echo:1\"")).contains("event: resync");
    }

    /** What a client has that heard {@code ready} and no more. */
    private static String readyId(StreamHub hub, String seen) throws Exception {
        var broken = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(broken, seen);
        hub.leave(broken);
        var written = written(broken, "event: ready");
        assertThat(written).startsWith("id: ");
        assertThat(written.lines().skip(1)).first().isEqualTo("event: ready");
        return lastId(written.substring(0, written.indexOf("\n\n") + 2));
    }

    @Test
    void nothingIsKeptBeforeSomebodyListens() throws Exception {
        var told = new ArrayList<Boolean>();
        var hub = new StreamHub(5, 10, told::add, System::nanoTime);
        assertThat(hub.isHeard()).isFalse();
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 0)));

        var client = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(client, null);
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 1)));

        assertThat(hub.isHeard()).isTrue();
        assertThat(told).containsExactly(true);
        assertThat(written(client, "echo:1\"")).doesNotContain("echo:0\"", "resync");
    }

    @Test
    void whoComesBackLongAfterTheLastHasGoneIsToldToReadAnew() throws Exception {
        var now = new AtomicLong();
        var told = new ArrayList<Boolean>();
        var hub = new StreamHub(5, 10, told::add, now::get);
        var first = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(first, null);
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 0)));
        var seen = lastId(written(first, "echo:0\""));
        now.addAndGet(Duration.ofHours(1).toNanos());
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "mail", 0))); // somebody is there
        hub.leave(first);

        now.addAndGet(Duration.ofMinutes(9).toNanos());
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 1)));
        var soon = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        hub.join(soon, seen);
        hub.leave(soon);
        now.addAndGet(Duration.ofMinutes(11).toNanos());
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 2)));
        var late = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        var wasHeard = hub.isHeard();
        hub.join(late, lastId(written(soon, "echo:1\"")));
        hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", 3)));

        assertThat(wasHeard).isFalse();
        assertThat(told).containsExactly(true, false, true);
        assertThat(written(late, "echo:3\"")).contains("event: resync").doesNotContain("echo:2\"");
    }

    @Test
    void theBusIsOnlyHeardForSomebody() throws Exception {
        try (var bus = LocalEventBus.start(EventRules.defaults(), Optional.empty());
                var listening = RestServer.start(
                        RestSetup.of(runner).port(0).events(bus).build())) {
            bus.deliver("job.queued", "echo", Instant.EPOCH, () -> {
                throw new AssertionError("nobody listens");
            });

            try (var events = new StreamReader(listening, "events", null)) {
                events.await("ready", data -> true);
                bus.emit("a.b", 7, "test");

                events.await("event", data -> data.path("name").asText().equals("a.b"));
            }
        }
    }

    @Test
    void aHundredClientsCostWhatOneCosts() throws Exception {
        var clients = new ArrayList<StreamReader>();
        try {
            for (var i = 0; i < 20; i++) {
                clients.add(stream("counts", null));
            }
            runner.reads.clear();
            runner.emit(event(Kind.QUEUED, "echo", 1));

            for (var client : clients) {
                client.await(
                        "counts", data -> data.path("definitionKey").asText().equals("echo"));
            }
            assertThat(Collections.frequency(runner.reads, "counts")).isEqualTo(1);
            assertThat(runner.listeners).hasSize(1);
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void countsAreMergedAndOnlyReadWhenSomebodyAsked() throws Exception {
        try (var mails = stream("counts:mail", null)) {
            runner.reads.clear();
            for (var i = 0; i < 100; i++) {
                runner.emit(event(Kind.QUEUED, "echo", i));
                runner.emit(event(Kind.QUEUED, "mail", i));
            }

            mails.await("counts", data -> data.path("definitionKey").asText().equals("mail"));
            assertThat(Collections.frequency(runner.reads, "counts")).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void theStreamEndsWhenTheServerCloses() throws Exception {
        try (var client = stream("jobs", null)) {
            server.close();

            client.awaitEnd();
        }
    }

    @Test
    void aQuietStreamCarriesComments() throws Exception {
        var client = new StreamClient(Set.of("jobs"), Duration.ofMillis(1));
        var out = new ByteArrayOutputStream();
        var writer = new Thread(() -> {
            try {
                client.writeTo(out);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });

        writer.start();

        await().atMost(Duration.ofSeconds(20))
                .until(() -> out.toString(StandardCharsets.UTF_8).startsWith(":\n\n"));
        client.end();
        writer.join(20_000);
        assertThat(writer.isAlive()).isFalse();
    }

    @Test
    void aClientThatIsTooSlowLosesWhatWaitsAndIsToldSo() throws Exception {
        var client = new StreamClient(Set.of("jobs"), Duration.ofSeconds(15));
        var hub = new StreamHub(10, 1);
        hub.join(client, null);
        for (var i = 0; i < 1_500; i++) {
            hub.publish(StreamMessage.job(event(Kind.QUEUED, "echo", i)));
        }

        assertThat(written(client, "echo:1499")).contains("event: resync").doesNotContain("echo:10\"");
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
        try (var small = RestServer.start(
                        RestSetup.of(runner).port(0).maxStreams(1).build());
                var first = new StreamReader(small, "jobs", null)) {
            first.await("ready", data -> true);

            assertThat(new ApiClient(small).get("/stream").is(429).code()).isEqualTo("too_many_streams");
        }
    }
}
