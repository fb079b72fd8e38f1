package io.taurine.server.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-22T23:59:59.999Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Path folder;
    private final FileStore store;

    FileStoreTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = FileStore.open(folder, 1_000, now::get);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private StoredFile add(String name) throws IOException {
        return store.add(name, "text/plain", bytes("content of " + name));
    }

    private long filesOnDisk() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void aFileIsFoundByItsIdInEachProcessThatReachesTheFolder() throws IOException {
        var file = add("a.txt");

        var other = FileStore.open(folder, 1_000, now::get);

        assertThat(other.find(file.id())).contains(file);
        assertThat(file.size()).isEqualTo("content of a.txt".length());
        assertThat(file.createdAt()).isEqualTo(NOW);
        assertThat(other.content(file.id())).hasContent("content of a.txt");
    }

    @Test
    void listsNewestFirstPageByPageOverDays() throws IOException {
        var first = add("1");
        now.set(NOW.plusMillis(1));
        var second = add("2");
        now.set(NOW.plus(Duration.ofDays(3)));
        var third = add("3");

        assertThat(store.list("", 2)).containsExactly(third, second);
        assertThat(store.list(second.id(), 2)).containsExactly(first);
        assertThat(store.list(first.id(), 2)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> store.list("nonsense", 2));
    }

    @Test
    void aFileThatIsTooLargeOrBreaksOffLeavesNothing() throws IOException {
        assertThatExceptionOfType(FileTooLargeException.class)
                .isThrownBy(() -> store.add("big", "text/plain", bytes("x".repeat(1_001))));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store.add(
                        "broken", "text/plain", new SequenceInputStream(bytes("x".repeat(500)), new InputStream() {
                            @Override
                            public int read() throws IOException {
                                throw new IOException("connection reset");
                            }

                            @Override
                            public int read(byte[] into, int from, int most) throws IOException {
                                return read();
                            }
                        })));

        assertThat(filesOnDisk()).isZero();
        assertThat(store.list("", 10)).isEmpty();
        assertThat(store.add("just fits", "text/plain", bytes("x".repeat(1_000)))
                        .size())
                .isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "a\\b", "a\nb", "\u0000"})
    void refusesANameThatIsNone(String name) throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> add(name));
        assertThat(filesOnDisk()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "text/plain\r\nX: y", "text/", "/plain"})
    void refusesAMediaTypeThatIsNone(String type) throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> store.add("a", type, bytes("x")));
        assertThat(filesOnDisk()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../../etc/passwd",
                "20261122-235959999-../../../../etc/pas",
                "20261122-235959999-0123456789ABCDEF",
                "20261122-235959999-0123456789abcdef"
            })
    void whatIsNoIdIsNoPathEither(String id) {
        assertThat(store.find(id)).isEmpty();
        assertThatExceptionOfType(NoSuchFileIdException.class).isThrownBy(() -> store.content(id));
        assertThatExceptionOfType(NoSuchFileIdException.class).isThrownBy(() -> store.delete(id));
    }

    @Test
    void aDraftThatIsNotKeptIsGone() throws IOException {
        try (var draft = store.draft()) {
            Files.writeString(draft.path(), "half");
        }
        StoredFile kept;
        try (var draft = store.draft()) {
            Files.writeString(draft.path(), "whole");
            kept = draft.keep("b.txt", "text/plain");
        }

        assertThat(store.list("", 10)).containsExactly(kept);
        assertThat(store.content(kept.id())).hasContent("whole");
        assertThat(filesOnDisk()).isEqualTo(2);
    }

    @Test
    void aRemovedFileIsGone() throws IOException {
        var file = add("a");

        store.delete(file.id());

        assertThat(store.find(file.id())).isEmpty();
        assertThat(filesOnDisk()).isZero();
        assertThatExceptionOfType(NoSuchFileIdException.class).isThrownBy(() -> store.delete(file.id()));
    }

    @Test
    void removesByAgeWhatIsKeptAndWhatNobodyEverKept() throws IOException {
        add("old");
        Files.writeString(store.draft().path(), "its process died");
        now.set(NOW.plus(Duration.ofDays(5)));
        var young = add("young");
        Files.writeString(store.draft().path(), "is being written");

        var removed = store.deleteBefore(NOW.plus(Duration.ofDays(1)));

        assertThat(removed).isEqualTo(1);
        assertThat(store.list("", 10)).containsExactly(young);
        // data and facts of the young one, and its draft
        assertThat(filesOnDisk()).isEqualTo(3);
        assertThat(folder.resolve("20261122")).doesNotExist();
        assertThat(store.deleteBefore(NOW.plus(Duration.ofDays(1)))).isZero();
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws IOException {
        var file = Files.writeString(folder.resolve("taken"), "");

        assertThatExceptionOfType(FileStoreException.class)
                .isThrownBy(() -> FileStore.open(file, 1_000, now::get))
                .withMessageContaining("taken");
    }
}
