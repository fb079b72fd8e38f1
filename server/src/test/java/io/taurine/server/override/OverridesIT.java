package io.taurine.server.override;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.settings.SettingsStore;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.override.OverrideEvent.Kind;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.NoSuchDefinitionException;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class OverridesIT {

    private static final Definition<String> ECHO = Definition.of("echo", String.class, (params, context) -> params)
            .concurrency(5)
            .timeout(Duration.ofSeconds(30))
            .build();

    private final TestQueue queue;
    private final RedisConnection connection;
    private final List<Overrides> servers = new ArrayList<>();
    private final List<OverrideEvent> heard = new CopyOnWriteArrayList<>();
    private final List<String> started = new CopyOnWriteArrayList<>();

    OverridesIT(TestQueue queue) {
        this.queue = queue;
        this.connection = RedisConnection.connect(queue.redisUri());
    }

    @AfterEach
    void close() {
        servers.forEach(Overrides::close);
        servers.forEach(Overrides::close);
        queue.redis().del(key());
        connection.close();
    }

    /** As a person would type it. */
    private String key() {
        return "taurine::settings:{" + queue.name() + ":overrides}:echo";
    }

    private Overrides server(Definition<?> definition) {
        var server = Overrides.of(Definitions.of(definition))
                .starter((key, params, id) -> started.add(key + " " + params))
                .lookInterval(Duration.ofMillis(20))
                .inRedis(connection, queue.name());
        server.listen(heard::add);
        servers.add(server);
        return server;
    }

    @Test
    void theDefaultsLieInRedisForPeopleToSee() {
        var server = server(ECHO);

        assertThat(queue.redis().hgetall(key()))
                .containsEntry("default.enabled", "true")
                .containsEntry("default.schedule", "none")
                .containsEntry("default.concurrency", "5")
                .containsEntry("default.processConcurrency", "10")
                .containsEntry("default.timeout", "30s")
                .containsEntry("default.lockLifetime", "30s")
                .containsEntry("default.priority", "0")
                .containsEntry("default.retry.attempts", "1")
                .containsEntry("version", "1")
                .containsKeys("checksum", "created", "updated")
                .doesNotContainKeys("enabled", "concurrency");
        var view = server.get("echo");
        assertThat(view.override().isEmpty()).isTrue();
        assertThat(view.defaults()).containsEntry("timeout", "30s");
        assertThat(view.checksum()).hasSize(64);
        assertThat(view.created()).isPresent();
        assertThat(view.updated()).isPresent();
        assertThat(server.list()).containsExactly(view);
    }

    @Test
    void eachServerSeesAChangeWithinASecond() {
        var one = server(ECHO);
        var other = server(ECHO);

        var view = one.put(
                "echo",
                DefinitionOverride.builder().concurrency(2).enabled(false).build(),
                Optional.empty());

        assertThat(one.effective(ECHO).concurrency()).hasValue(2);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> other.effective(ECHO).concurrency().getAsInt() == 2);
        assertThat(other.effective().newest("echo").orElseThrow().isEnabled()).isFalse();
        assertThat(view.override().fields()).isEqualTo(Map.of("concurrency", "2", "enabled", "false"));

        other.delete("echo", Optional.of(view.etag()));
        await().until(() -> one.effective(ECHO).isEnabled());
        assertThat(one.effective(ECHO)).isSameAs(ECHO);
        await().until(() -> heard.size() == 4);
        assertThat(heard).extracting(OverrideEvent::kind).containsOnly(Kind.CHANGED);
    }

    @Test
    void aChangeByHandIsSeenThoughNoCounterWasTouched() {
        var server = server(ECHO);

        queue.redis().hset(key(), "timeout", "5s");

        await().until(() -> heard.size() == 1);
        assertThat(server.effective(ECHO).timeout()).contains(Duration.ofSeconds(5));
        queue.redis().hdel(key(), "timeout");
        await().until(() -> heard.size() == 2);
        assertThat(server.effective(ECHO).timeout()).contains(Duration.ofSeconds(30));
    }

    @Test
    void itSurvivesARestart() {
        server(ECHO).put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.empty());

        assertThat(server(ECHO).effective(ECHO).concurrency()).hasValue(2);
    }

    @Test
    void aChangeThatDoesNotFitIsRefusedWithTheReasonAndChangesNothing() {
        var server = server(ECHO);
        var before = queue.redis().hgetall(key());
        var wrong = DefinitionOverride.of(Map.of("timeout", "soon", "concurrency", "3", "colour", "red"));

        assertThat(server.check("echo", wrong))
                .extracting(OverrideProblem::field)
                .containsExactly("colour", "timeout");
        assertThatThrownBy(() -> server.put("echo", wrong, Optional.empty()))
                .isInstanceOfSatisfying(
                        OverrideRefusedException.class,
                        refused -> assertThat(refused.problems()).hasSize(2))
                .hasMessageContaining("'soon' is not a duration")
                .hasMessageContaining("colour: is no setting");
        assertThatThrownBy(() -> server.put("other", DefinitionOverride.none(), Optional.empty()))
                .isInstanceOf(NoSuchDefinitionException.class);
        assertThatThrownBy(() -> server.get("other")).isInstanceOf(NoSuchDefinitionException.class);

        assertThat(queue.redis().hgetall(key())).isEqualTo(before);
        assertThat(server.effective(ECHO)).isSameAs(ECHO);
    }

    @Test
    void aWrongValueByHandIsIgnoredAndTold() {
        var server = server(ECHO);
        server.put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.empty());

        queue.redis().hset(key(), Map.of("concurrency", "lots", "colour", "red", "timeout", "9s"));

        await().until(() -> server.problems().size() == 2);
        assertThat(server.problems().stream().map(OverrideProblem::toString))
                .satisfiesExactly(
                        p -> assertThat(p).startsWith("echo colour: is no setting; there are concurrency,"),
                        p -> assertThat(p).isEqualTo("echo concurrency: must be a whole number, was 'lots'"));
        assertThat(server.effective(ECHO).concurrency()).as("the value before").hasValue(2);
        assertThat(server.effective(ECHO).timeout()).contains(Duration.ofSeconds(9));
        assertThat(server(ECHO).effective(ECHO).concurrency())
                .as("a server that never saw one")
                .hasValue(5);

        queue.redis().hdel(key(), "concurrency", "colour");
        await().until(() -> server.problems().isEmpty());
        assertThat(server.effective(ECHO).concurrency()).hasValue(5);
    }

    @Test
    void aKeyThatIsNoHashIsToldAndHarmsNothing() {
        var server = server(ECHO);
        server.put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.empty());

        queue.redis().del(key());
        queue.redis().set(key(), "text");

        await().until(() -> server.problems().size() == 1);
        assertThat(server.problems().get(0).message()).contains("no hash of settings");
        assertThat(server.effective(ECHO).concurrency()).hasValue(2);
        assertThatThrownBy(() -> server.put("echo", DefinitionOverride.none(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key());
        assertThat(queue.redis().get(key())).isEqualTo("text");
    }

    @Test
    void onlyWhoHasSeenTheOneThatIsThereReplacesIt() {
        var server = server(ECHO);
        var first = server.get("echo");

        server.put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.of(first.etag()));
        assertThatThrownBy(() -> server.put(
                        "echo", DefinitionOverride.builder().concurrency(3).build(), Optional.of(first.etag())))
                .isInstanceOf(OverrideChangedException.class);
        assertThatThrownBy(() -> server.delete("echo", Optional.of(first.etag())))
                .isInstanceOf(OverrideChangedException.class);
        server.change("echo", override -> override.toBuilder().enabled(false).build());

        assertThat(server.get("echo").override().fields()).isEqualTo(Map.of("concurrency", "2", "enabled", "false"));
    }

    @Test
    void anotherImplementationResetsAllButEnabledOnceAndToldOnce() {
        var override = DefinitionOverride.builder()
                .concurrency(2)
                .enabled(false)
                .attempts(4)
                .build();
        var before = server(ECHO);
        before.put("echo", override, Optional.empty());
        var checksum = before.get("echo").checksum();
        await().until(() -> heard.size() == 1);
        heard.clear();

        var other = ECHO.toBuilder().timeout(Duration.ofSeconds(40)).build();
        var one = server(other);
        var two = server(other);

        await().until(() -> heard.stream().anyMatch(event -> event.kind() == Kind.RESET));
        assertThat(one.get("echo").override().fields()).isEqualTo(Map.of("enabled", "false"));
        assertThat(one.get("echo").checksum()).isNotEqualTo(checksum);
        assertThat(one.get("echo").defaults()).containsEntry("timeout", "40s");
        assertThat(two.effective(other).isEnabled()).isFalse();
        assertThat(two.effective(other).concurrency()).hasValue(5);
        // By then the second server has looked several times.
        two.put("echo", DefinitionOverride.none(), Optional.empty());
        await().until(() ->
                heard.stream().filter(event -> event.kind() == Kind.CHANGED).count() >= 4);
        assertThat(heard)
                .filteredOn(event -> event.kind() == Kind.RESET)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.before()).isEqualTo(override);
                    assertThat(event.after().fields()).isEqualTo(Map.of("enabled", "false"));
                });
    }

    @Test
    void aServerWithAnOlderVersionTakesNothingBack() {
        var newer = ECHO.toBuilder().version(2).build();
        var one = server(newer);
        one.put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.empty());

        var old = server(ECHO);

        assertThat(old.effective(ECHO).concurrency()).hasValue(2);
        assertThat(queue.redis().hgetall(key())).containsEntry("version", "2").containsEntry("concurrency", "2");
    }

    @Test
    void whatWasWrittenByHandBeforeTheFirstStartCounts() {
        queue.redis().hset(key(), "concurrency", "1");

        assertThat(server(ECHO).effective(ECHO).concurrency()).hasValue(1);
    }

    @Test
    void runNowStartsAJobOnceAndGoes() {
        var one = server(ECHO);
        server(ECHO);
        server(ECHO);

        queue.redis().hset(key(), "runNow", "\"hello\"");

        await().until(() -> heard.stream().anyMatch(event -> event.kind() == Kind.RUN_STARTED));
        await().until(() ->
                queue.redis().hgetall(key()).keySet().stream().noneMatch(name -> name.startsWith("runNow")));
        one.put("echo", DefinitionOverride.builder().runNow().build(), Optional.empty());
        await().until(() -> started.size() == 2);
        await().until(() -> one.get("echo").override().isEmpty());
        assertThat(started).containsExactly("echo \"hello\"", "echo null");
        assertThat(heard).filteredOn(event -> event.kind() == Kind.RUN_STARTED).hasSize(2);
    }

    @Test
    void aRunThatCannotBeStartedIsToldAndGoes() {
        var server = Overrides.of(Definitions.of(ECHO))
                .starter((key, params, id) -> {
                    throw new DefinitionDisabledException("Definition echo is disabled");
                })
                .lookInterval(Duration.ofMillis(20))
                .inRedis(connection, queue.name());
        servers.add(server);
        server.listen(heard::add);

        server.put("echo", DefinitionOverride.builder().runNow().build(), Optional.empty());

        await().until(() -> heard.size() == 1);
        assertThat(heard.get(0).kind()).isEqualTo(Kind.RUN_REFUSED);
        assertThat(heard.get(0).detail()).contains("disabled");
        assertThat(server.get("echo").override().isEmpty()).isTrue();
    }

    @Test
    void aRunWhoseServerDiedIsStartedByAnotherUnderTheSameId() {
        var store = SettingsStore.of(queue.name() + ":overrides", connection);
        var clock = new AtomicLong();
        var ids = new ArrayList<String>();
        var dies = new RunNow(
                store,
                (key, params, id) -> {
                    ids.add(id);
                    throw new IllegalStateException("killed here");
                },
                clock::get);
        var other = new RunNow(store, (key, params, id) -> ids.add(id), clock::get);
        queue.redis().hset(key(), "runNow", "true");

        var seen = store.get("echo");
        assertThatThrownBy(() -> dies.look(seen, ECHO)).hasMessage("killed here");
        assertThat(other.look(store.get("echo"), ECHO))
                .as("it is left alone at first")
                .isEmpty();
        clock.addAndGet(RunNow.PATIENCE_NANOS);
        assertThat(other.look(store.get("echo"), ECHO)).isPresent();

        assertThat(ids).hasSize(2);
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
        assertThat(RunNow.isAskedFor(store.get("echo"))).isFalse();
    }

    @Test
    void otherDefinitionsTakeThePlaceOfThoseBefore() {
        var server = server(ECHO);
        server.put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.empty());
        var sum =
                Definition.of("sum", String.class, (params, context) -> params).build();

        server.replace(Definitions.of(ECHO, sum));
        assertThat(server.list()).extracting(OverrideView::key).containsExactly("echo", "sum");
        assertThat(server.effective(ECHO).concurrency()).hasValue(2);

        server.replace(Definitions.of(sum));
        assertThat(server.list()).extracting(OverrideView::key).containsExactly("sum");
        queue.redis().del("taurine::settings:{" + queue.name() + ":overrides}:sum");
    }

    @Test
    void withoutRedisTheyEndWithTheProcess() {
        var server = Overrides.of(Definitions.of(ECHO)).inMemory();
        servers.add(server);
        var first = server.get("echo");

        server.put("echo", DefinitionOverride.builder().concurrency(2).build(), Optional.of(first.etag()));

        assertThat(server.effective(ECHO).concurrency()).hasValue(2);
        assertThatThrownBy(() -> server.delete("echo", Optional.of(first.etag())))
                .isInstanceOf(OverrideChangedException.class);
        assertThat(queue.redis().exists(key())).isZero();
    }

    @Test
    void anIntervalBeyondASecondIsRefused() {
        assertThatThrownBy(() -> Overrides.of(Definitions.of(ECHO)).lookInterval(Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lookInterval");
    }
}
