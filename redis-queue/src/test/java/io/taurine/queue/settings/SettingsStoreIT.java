package io.taurine.queue.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class SettingsStoreIT {

    private final TestQueue queue;
    private final RedisConnection connection;
    private final SettingsStore store;

    SettingsStoreIT(TestQueue queue) {
        this.queue = queue;
        connection = RedisConnection.connect(queue.redisUri());
        store = SettingsStore.of(queue.name(), connection);
    }

    @AfterEach
    void close() {
        queue.redis().del(store.keyOf("a"), store.keyOf("b"));
        connection.close();
    }

    @Test
    void keepsSettingsAsAPlainHashWithItsTimes() {
        var none = store.get("a");
        assertThat(none.isPresent()).isFalse();

        var etag = store.write("a", "", Map.of("limit", "5", "colour", "red"), List.of())
                .orElseThrow();
        var first = store.get("a");
        store.write("a", etag, Map.of("limit", "6"), List.of("colour", "unknown"));

        assertThat(first.etag()).isEqualTo(etag);
        assertThat(first.fields())
                .containsEntry("limit", "5")
                .containsEntry("colour", "red")
                .hasSize(4);
        var fields = new TreeMap<>(queue.redis().hgetall("taurine::settings:{" + queue.name() + "}:a"));
        assertThat(fields).containsEntry("limit", "6").containsOnlyKeys("created", "limit", "updated");
        assertThat(fields.get("created")).isEqualTo(first.fields().get("created"));
        assertThat(Long.parseLong(fields.get("updated"))).isGreaterThanOrEqualTo(Long.parseLong(fields.get("created")));
    }

    @Test
    void onlyOneOfTwoThatSawTheSameChangesIt() {
        assertThat(store.write("a", "", Map.of("limit", "5"), List.of())).isPresent();
        var seen = store.get("a").etag();

        assertThat(store.write("a", "", Map.of("limit", "7"), List.of())).isEmpty();
        assertThat(store.write("a", seen, Map.of("limit", "8"), List.of())).isPresent();
        assertThat(store.write("a", seen, Map.of("limit", "9"), List.of())).isEmpty();

        assertThat(store.get("a").fields()).containsEntry("limit", "8");
    }

    @Test
    void aChangeByHandIsSeenThoughNoCounterWasTouched() {
        var a = store.write("a", "", Map.of("limit", "5"), List.of()).orElseThrow();
        assertThat(store.changed(Map.of("a", a, "b", ""))).isEmpty();

        queue.redis().hset(store.keyOf("a"), "limit", "6");
        queue.redis().hset(store.keyOf("b"), "limit", "7");

        assertThat(store.changed(Map.of("a", a, "b", "")))
                .extracting(StoredSettings::id)
                .containsExactlyInAnyOrder("a", "b");
        assertThat(store.get("b").fields()).isEqualTo(Map.of("limit", "7"));

        queue.redis().del(store.keyOf("b"));
        assertThat(store.changed(Map.of("b", store.get("a").etag())))
                .singleElement()
                .satisfies(gone -> {
                    assertThat(gone.isPresent()).isFalse();
                    assertThat(gone.fields()).isEmpty();
                });
    }

    @Test
    void theEtagDoesNotDependOnTheOrderOfTheFields() {
        queue.redis().hset(store.keyOf("a"), "x", "1");
        queue.redis().hset(store.keyOf("a"), "y", "2");
        queue.redis().hset(store.keyOf("b"), "y", "2");
        queue.redis().hset(store.keyOf("b"), "x", "1");

        assertThat(store.get("a").etag()).isEqualTo(store.get("b").etag()).hasSize(40);
    }

    @Test
    void whatIsNoHashHarmsNoOtherAndIsNotWrittenOver() {
        queue.redis().set(store.keyOf("a"), "text");
        queue.redis().hset(store.keyOf("b"), "limit", "7");

        var found = store.changed(Map.of("a", "", "b", "")).stream()
                .collect(Collectors.toMap(StoredSettings::id, each -> each));
        var unreadable = Objects.requireNonNull(found.get("a"));
        assertThat(unreadable.isReadable()).isFalse();
        assertThat(Objects.requireNonNull(found.get("b")).fields()).containsEntry("limit", "7");
        assertThat(store.write("a", "", Map.of("limit", "5"), List.of())).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.write("a", unreadable.etag(), Map.of("limit", "5"), List.of()))
                .withMessageContaining(store.keyOf("a"));
        assertThat(queue.redis().get(store.keyOf("a"))).isEqualTo("text");

        assertThat(store.remove("a")).isTrue();
        assertThat(store.remove("a")).isFalse();
    }

    @Test
    void wrongArgumentsAreRefusedAtTheCall() {
        assertThatIllegalArgumentException().isThrownBy(() -> SettingsStore.of("{", connection));
        assertThatIllegalArgumentException().isThrownBy(() -> SettingsStore.of(" ", connection));
        assertThatIllegalArgumentException().isThrownBy(() -> store.get(""));
        var many =
                IntStream.range(0, SettingsStore.MAX_IDS + 1).boxed().collect(Collectors.toMap(i -> "id" + i, i -> ""));
        assertThatIllegalArgumentException().isThrownBy(() -> store.changed(many));
        assertThatIllegalArgumentException().isThrownBy(() -> store.write("a", "", many, List.of()));
        assertThat(store.get("a").isPresent()).isFalse();
    }
}
