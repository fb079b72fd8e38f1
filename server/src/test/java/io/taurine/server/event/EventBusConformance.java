package io.taurine.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.server.event.EventRefusedException.Reason;
import io.taurine.server.runner.JobEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every bus must do. */
abstract class EventBusConformance {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final List<EventBus> opened = new ArrayList<>();
    final List<Event> heard = new CopyOnWriteArrayList<>();

    abstract EventBus start(EventRules rules, Optional<EventJournal> journal);

    final EventBus open(EventRules rules, Optional<EventJournal> journal) {
        var bus = start(rules, journal);
        opened.add(bus);
        return bus;
    }

    final EventBus open() {
        return open(EventRules.defaults(), Optional.empty());
    }

    @AfterEach
    void closeBuses() {
        opened.forEach(EventBus::close);
    }

    List<String> names() {
        return heard.stream().map(Event::name).toList();
    }

    @Test
    void anEventArrivesAsItWasEmitted() {
        var bus = open();
        bus.subscribe("user.created", heard::add);

        var emitted = bus.emit("user.created", Map.of("id", 7, "big", 1e20, "at", Instant.EPOCH), "billing");

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(1));
        var event = heard.get(0);
        assertThat(event.id()).isEqualTo(emitted.id());
        assertThat(event.name()).isEqualTo("user.created");
        assertThat(event.source()).isEqualTo("billing");
        assertThat(event.at()).isEqualTo(emitted.at());
        assertThat(event.payload().get("id").intValue()).isEqualTo(7);
        assertThat(event.payload().get("at").textValue()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void patternsAndExactNamesHearTheirs() {
        var bus = open();
        var one = new CopyOnWriteArrayList<String>();
        var exact = new CopyOnWriteArrayList<String>();
        bus.subscribe("user.*", event -> one.add(event.name()));
        bus.subscribe("user.created", event -> exact.add(event.name()));
        bus.subscribe("**", heard::add);

        List.of("user.created", "user.address.changed", "order", "user.deleted")
                .forEach(name -> bus.emit(name, null, "test"));

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(4));
        await().atMost(SOON).untilAsserted(() -> assertThat(one).containsExactly("user.created", "user.deleted"));
        assertThat(exact).containsExactly("user.created");
        assertThat(heard.get(0).payload().isNull()).isTrue();
    }

    @Test
    void eventsArriveInOrder() {
        var bus = open();
        bus.subscribe("n.*", heard::add);

        IntStream.range(0, 300).forEach(n -> bus.emitAsync("n." + n, n, "test"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(names())
                        .containsExactlyElementsOf(
                                IntStream.range(0, 300).mapToObj(n -> "n." + n).toList()));
    }

    @Test
    void aSlowSubscriberLosesEventsAndDisturbsNobody() throws InterruptedException {
        var bus = open();
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var slow = bus.subscribe("n.*", 5, event -> {
            begun.countDown();
            go.await();
        });
        bus.subscribe("n.*", heard::add);

        bus.emit("n.0", null, "test");
        begun.await();
        IntStream.range(1, 21).forEach(n -> bus.emit("n." + n, null, "test"));

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(21));
        await().atMost(SOON).untilAsserted(() -> assertThat(slow.dropped()).isEqualTo(15));
        assertThat(bus.statistics().dropped()).isEqualTo(15);
        go.countDown();
        await().atMost(SOON).untilAsserted(() -> assertThat(slow.delivered()).isEqualTo(6));
    }

    @Test
    void aFailingSubscriberHearsTheNextEventAndDisturbsNobody() {
        var bus = open();
        var failing = bus.subscribe("n.*", event -> {
            if (event.name().equals("n.0")) {
                throw new AssertionError("no");
            }
            throw new InterruptedException();
        });
        bus.subscribe("n.*", heard::add);

        IntStream.range(0, 3).forEach(n -> bus.emit("n." + n, null, "test"));

        await().atMost(SOON).untilAsserted(() -> assertThat(failing.delivered()).isEqualTo(3));
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(3));
        assertThat(failing.failed()).isPositive();
    }

    @Test
    void nothingIsHeardAfterASubscriptionIsClosed() {
        var bus = open();
        var subscription = new AtomicReference<EventSubscription>();
        var closed = new CopyOnWriteArrayList<String>();
        subscription.set(bus.subscribe("n.*", event -> {
            closed.add(event.name());
            Objects.requireNonNull(subscription.get()).close();
        }));
        bus.subscribe("n.*", heard::add);
        bus.emit("n.0", null, "test");
        await().atMost(SOON).untilAsserted(() -> assertThat(closed).hasSize(1));

        bus.emit("n.1", null, "test");

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(2));
        assertThat(closed).containsExactly("n.0");
        Objects.requireNonNull(subscription.get()).close();
    }

    @Test
    void countsPerNameSourceAndHour() {
        var bus = open();
        bus.subscribe("**", heard::add);

        bus.emit("a", null, "x");
        bus.emit("a", null, "y");
        var last = bus.emit("b", null, "y");

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(3));
        var statistics = bus.statistics();
        assertThat(statistics.total()).isEqualTo(3);
        assertThat(statistics.byName()).containsOnly(Map.entry("a", 2L), Map.entry("b", 1L));
        assertThat(statistics.bySource()).containsOnly(Map.entry("x", 1L), Map.entry("y", 2L));
        assertThat(statistics.byHour()).containsKey(last.at().truncatedTo(ChronoUnit.HOURS));
        assertThat(statistics.byHour().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void everyEventIsKeptAlsoWhenTheDatabaseWasDown() {
        var journal = new KeptEvents();
        var bus = open(EventRules.defaults(), Optional.of(journal));
        bus.subscribe("**", heard::add);
        bus.emit("n.0", null, "test");
        await().atMost(SOON).untilAsserted(() -> assertThat(journal.names()).containsExactly("n.0"));

        journal.isBroken = true;
        bus.emit("n.1", null, "test");
        bus.emit("n.2", null, "test");
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(3));
        journal.isBroken = false;
        bus.emit("n.3", null, "test");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(journal.names()).containsExactly("n.0", "n.1", "n.2", "n.3"));
    }

    @Test
    void aPayloadMustFitTheSchemaOfItsName() {
        var rules = EventRules.builder()
                .schema(
                        "user.created",
                        "{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\"}}}")
                .build();
        var bus = open(rules, Optional.empty());
        bus.subscribe("**", heard::add);

        var refused = catchThrowableOfType(
                EventRefusedException.class, () -> bus.emit("user.created", Map.of("id", "seven"), "test"));
        bus.emit("user.created", Map.of("id", 7), "test");

        assertThat(refused.reason()).isEqualTo(Reason.SCHEMA);
        assertThat(refused.problems()).singleElement().asString().contains("/id");
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(1));
        assertThat(heard.get(0).payload().get("id").intValue()).isEqualTo(7);
    }

    @Test
    void aModuleEmitsOnlyWhatItMay() {
        var rules = EventRules.builder().permit("billing", List.of("invoice.*")).build();
        var bus = open(rules, Optional.empty());
        bus.subscribe("**", heard::add);

        var refused =
                catchThrowableOfType(EventRefusedException.class, () -> bus.emit("user.created", null, "billing"));
        bus.emit("invoice.paid", null, "billing");
        bus.emit("user.created", null, "users");

        assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
        assertThat(refused).hasMessageContaining("invoice.*");
        await().atMost(SOON).untilAsserted(() -> assertThat(names()).containsExactly("invoice.paid", "user.created"));
    }

    @Test
    void nobodyEmitsWhatOnlyTheServerMay() {
        var bus = open();

        var refused = catchThrowableOfType(EventRefusedException.class, () -> bus.emit("job.started", null, "billing"));

        assertThat(refused.reason()).isEqualTo(Reason.NOT_PERMITTED);
    }

    @Test
    void aSourceEmitsNoMoreThanItsBound() {
        var bus = open(EventRules.builder().ratePerSecond(1).build(), Optional.empty());

        var refused = catchThrowableOfType(
                EventRefusedException.class,
                () -> IntStream.range(0, 1_000).forEach(n -> bus.emitAsync("n", null, "eager")));
        bus.emit("n", null, "other");

        assertThat(refused.reason()).isEqualTo(Reason.RATE);
        assertThat(refused).hasMessageContaining("eager");
    }

    @Test
    void stepsOfJobsAppearAsEvents() {
        var bus = open();
        bus.subscribe("job.*", heard::add);
        var lifecycle = new LifecycleEvents(bus);
        var at = Instant.ofEpochMilli(1_700_000_000_000L);

        for (var kind : JobEvent.Kind.values()) {
            lifecycle.on(new JobEvent(kind, "echo:1", "echo:1/1", "echo", at, Map.of("message", "m", "done", 3)));
        }

        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(JobEvent.Kind.values().length));
        assertThat(names()).contains("job.started", "job.progress", "job.succeeded", "job.timed-out", "job.lost");
        assertThat(heard.get(0)).satisfies(event -> {
            assertThat(event.name()).isEqualTo("job.queued");
            assertThat(event.source()).isEqualTo("echo");
            assertThat(event.at()).isEqualTo(at);
            assertThat(event.payload().toString())
                    .isEqualTo("{\"jobId\":\"echo:1\",\"executionId\":\"echo:1/1\",\"definitionKey\":\"echo\","
                            + "\"done\":3,\"message\":\"m\"}");
        });
        assertThat(heard.stream().map(Event::id)).doesNotHaveDuplicates();
    }

    @Test
    void whatNobodyHearsIsCountedAndNotMade() {
        var bus = open();
        bus.subscribe("user.*", heard::add);
        var at = Instant.ofEpochMilli(1_700_000_000_000L);

        bus.deliver("job.queued", "echo", at, () -> {
            throw new AssertionError("nobody asked for it");
        });

        assertThat(bus.statistics().byName()).containsEntry("job.queued", 1L);
        assertThat(bus.statistics().bySource()).containsEntry("echo", 1L);
        assertThat(bus.statistics().byHour()).containsEntry(at.truncatedTo(ChronoUnit.HOURS), 1L);
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "user.*", "**", "a..b"})
    void refusesWhatIsNoName(String name) {
        var bus = open();

        assertThatThrownBy(() -> bus.emit(name, null, "test")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOtherWrongArguments() {
        var bus = open();

        assertThatThrownBy(() -> bus.emit("a", null, " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.emit("a", new Object(), "test")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.emit("a", "x".repeat(1_100_000), "test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1048576");
        assertThatThrownBy(() -> bus.subscribe("a..b", heard::add)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.subscribe("a", 0, heard::add)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventRules.builder().schema("a", "{{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EventRules.builder().ratePerSecond(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closingTwiceIsHarmlessAndEmittingAfterItIsNot() {
        var bus = open();

        bus.close();
        bus.close();

        assertThatThrownBy(() -> bus.emit("a", null, "test")).isInstanceOf(IllegalStateException.class);
    }
}
