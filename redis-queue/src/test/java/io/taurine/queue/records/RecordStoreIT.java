package io.taurine.queue.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RedisTest
class RecordStoreIT {

    private final TestQueue queue;
    private final RedisConnection connection;
    private final RecordStore store;

    RecordStoreIT(TestQueue queue) {
        this.queue = queue;
        connection = RedisConnection.connect(queue.redisUri());
        store = RecordStore.of(queue.name(), connection);
    }

    @AfterEach
    void close() {
        var records = "taurine::records:{" + queue.name() + "}";
        queue.redis().del(records, records + ":ids");
        connection.close();
    }

    @Test
    void keepsWhatWasPutLast() {
        assertThat(store.get("a")).isEmpty();

        store.put("a", "1");
        store.put("a", "2");

        assertThat(store.get("a")).contains("2");
        assertThat(store.page("", 10)).containsExactly(new StoredRecord("a", "2"));
    }

    @Test
    void onlyOneOfTwoThatSawTheSameChangesIt() {
        assertThat(store.putIfAbsent("a", "1")).isTrue();
        assertThat(store.putIfAbsent("a", "2")).isFalse();
        assertThat(store.replace("a", "1", "3")).isTrue();
        assertThat(store.replace("a", "1", "4")).isFalse();
        assertThat(store.replace("none", "1", "4")).isFalse();

        assertThat(store.get("a")).contains("3");
        assertThat(store.get("none")).isEmpty();
    }

    @Test
    void whatIsRemovedIsGoneFromThePagesToo() {
        store.put("a", "1");

        assertThat(store.remove("a")).isTrue();
        assertThat(store.remove("a")).isFalse();

        assertThat(store.get("a")).isEmpty();
        assertThat(store.page("", 10)).isEmpty();
    }

    @Test
    void onlyWhatWasSeenIsRemoved() {
        store.put("a", "1");

        assertThat(store.remove("a", "2")).isFalse();
        assertThat(store.remove("none", "1")).isFalse();
        assertThat(store.get("a")).contains("1");
        assertThat(store.remove("a", "1")).isTrue();
        assertThat(store.remove("a", "1")).isFalse();

        assertThat(store.page("", 10)).isEmpty();
    }

    @Test
    void pagesFollowTheOrderOfTheIds() {
        for (var id : new String[] {"c", "a", "d", "b"}) {
            store.put(id, id.toUpperCase(java.util.Locale.ROOT));
        }

        var first = store.page("", 2);
        var second = store.page(first.get(1).id(), 2);

        assertThat(first).extracting(StoredRecord::id).containsExactly("a", "b");
        assertThat(second).extracting(StoredRecord::value).containsExactly("C", "D");
        assertThat(store.page("d", 2)).isEmpty();
    }

    @Test
    void someAreReadAtOnceAndIdsAlone() {
        List.of("b", "a", "c").forEach(id -> store.put(id, id + "!"));

        assertThat(store.ids("", 2)).containsExactly("a", "b");
        assertThat(store.ids("b", 2)).containsExactly("c");
        assertThat(store.getAll(List.of("c", "none", "a")))
                .containsExactly(new StoredRecord("c", "c!"), new StoredRecord("a", "a!"));
        assertThat(store.getAll(List.of())).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> store.ids("", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> store.getAll(List.of("")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.getAll(Collections.nCopies(1_001, "a")));
    }

    @Test
    void refusesWhatCannotBeStored() {
        assertThatIllegalArgumentException().isThrownBy(() -> RecordStore.of("{", connection));
        assertThatIllegalArgumentException().isThrownBy(() -> store.put("", "1"));
        assertThatIllegalArgumentException().isThrownBy(() -> store.put("a", "x".repeat(RecordStore.MAX_VALUE + 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> store.page("", 0));
        assertThat(store.page("", 1)).isEmpty();
    }
}
