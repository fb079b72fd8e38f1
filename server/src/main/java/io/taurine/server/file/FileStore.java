package io.taurine.server.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files in a folder. Their ids are made here, and only ids become paths, so that no name leads anywhere else. Safe to share
 * between threads, and between processes that reach the same folder.
 *
 * <p>On disk a file is {@code <day>/<id>.data} and, written last and removed first, {@code <day>/<id>.json}: without that it is
 * not there. What is being written lies in {@code incoming}.
 */
public final class FileStore {

    private static final String INCOMING = "incoming";
    private static final String DATA = ".data";
    private static final String FACTS = ".json";
    private static final int BUFFER_BYTES = 64 << 10;

    /** A file that somebody still writes is not older. */
    private static final Duration LONGEST_DRAFT = Duration.ofDays(2);

    private final Path folder;
    private final long maxBytes;
    private final InstantSource clock;

    private FileStore(Path folder, long maxBytes, InstantSource clock) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    /**
     * Opens a store, making its folder when it is missing.
     *
     * @param maxBytes largest file, 1 or more
     * @throws FileStoreException if the folder cannot be made
     */
    public static FileStore open(Path folder, long maxBytes, InstantSource clock) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be 1 or more, was " + maxBytes);
        }
        var store = new FileStore(folder.toAbsolutePath(), maxBytes, clock);
        try {
            Files.createDirectories(store.folder.resolve(INCOMING));
        } catch (IOException e) {
            throw new FileStoreException("Cannot make the folder " + store.folder, e);
        }
        return store;
    }

    /** Largest file, in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /**
     * Stores a file, or nothing.
     *
     * @param name 1 to 200 characters, for people
     * @param contentType a media type
     * @throws IOException if the content cannot be read to its end
     * @throws IllegalArgumentException if the name or the media type is none; nothing was read then
     * @throws FileTooLargeException if there is more than the store takes
     * @throws FileStoreException if it cannot be stored
     */
    public StoredFile add(String name, String contentType, InputStream content) throws IOException {
        FileNames.checked(name);
        FileNames.checkedType(contentType);
        try (var draft = draft()) {
            copy(content, draft.path());
            return draft.keep(name, contentType);
        }
    }

    /** What fails on the way in is the caller's, what fails on the way out is ours. */
    private void copy(InputStream content, Path to) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        var total = 0L;
        try (var out = Files.newOutputStream(to, StandardOpenOption.WRITE)) {
            for (var read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                total += read;
                if (total > maxBytes) {
                    throw new FileTooLargeException(maxBytes);
                }
                try {
                    out.write(buffer, 0, read);
                } catch (IOException e) {
                    throw new FileStoreException("A file cannot be written to " + folder, e);
                }
            }
        }
    }

    /**
     * Begins a file that is written where it says; for programs that want a path.
     *
     * @throws FileStoreException if the folder cannot be written
     */
    public FileDraft draft() {
        var id = FileId.at(clock.instant());
        try {
            var incoming = Files.createDirectories(folder.resolve(INCOMING));
            return new FileDraft(this, id, Files.createFile(incoming.resolve(id + DATA)));
        } catch (IOException e) {
            throw new FileStoreException("A file cannot be written to " + folder, e);
        }
    }

    StoredFile keep(String id, Path draft, String name, String contentType) {
        try {
            var size = Files.size(draft);
            if (size > maxBytes) {
                throw new FileTooLargeException(maxBytes);
            }
            var file = new StoredFile(id, name, contentType, size, clock.instant());
            var day = Files.createDirectories(dayFolder(id));
            var facts = Files.write(draft.resolveSibling(id + FACTS), FileFacts.write(file));
            Files.move(draft, day.resolve(id + DATA), StandardCopyOption.ATOMIC_MOVE);
            Files.move(facts, day.resolve(id + FACTS), StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw new FileStoreException("The file " + id + " cannot be stored in " + folder, e);
        }
    }

    void discard(Path draft) throws IOException {
        Files.deleteIfExists(draft);
    }

    /** The file of that id; empty when there is none, also when it is no id at all. */
    public Optional<StoredFile> find(String id) {
        return FileId.isOne(id) ? read(dayFolder(id).resolve(id + FACTS)) : Optional.empty();
    }

    private static Optional<StoredFile> read(Path facts) {
        try {
            return Optional.of(FileFacts.read(Files.readAllBytes(facts)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new FileStoreException("The file " + facts.getFileName() + " cannot be read", e);
        }
    }

    /**
     * Where its content lies, for reading only.
     *
     * @throws NoSuchFileIdException if there is no such file
     */
    public Path content(String id) {
        var file = find(id).orElseThrow(() -> new NoSuchFileIdException(id));
        var content = dayFolder(file.id()).resolve(file.id() + DATA);
        if (!Files.isRegularFile(content, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileIdException(id);
        }
        return content;
    }

    /**
     * Files, newest first.
     *
     * @param before id of the last one of the page before; empty for the first page
     * @param limit 1 or more
     * @throws IllegalArgumentException if {@code before} is no id
     */
    public List<StoredFile> list(String before, int limit) {
        if (!before.isEmpty() && !FileId.isOne(before)) {
            throw new IllegalArgumentException("The cursor must be one that a page gave, was " + before);
        }
        var found = new ArrayList<StoredFile>();
        for (var day : days()) {
            if (!before.isEmpty() && day.compareTo(FileId.dayOf(before)) > 0) {
                continue;
            }
            var ids = names(folder.resolve(day), FACTS).stream()
                    .filter(id -> FileId.isOne(id) && (before.isEmpty() || id.compareTo(before) < 0))
                    .sorted(Comparator.reverseOrder())
                    .limit(limit - found.size())
                    .toList();
            ids.forEach(id -> find(id).ifPresent(found::add));
            if (found.size() >= limit) {
                break;
            }
        }
        return found;
    }

    /** Newest first. */
    private List<String> days() {
        return names(folder, "").stream()
                .filter(name -> name.matches("[0-9]{8}"))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /** Without that ending; empty where there is no such folder. */
    private static List<String> names(Path folder, String ending) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.endsWith(ending))
                    .map(name -> name.substring(0, name.length() - ending.length()))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new FileStoreException("The folder " + folder + " cannot be read", e);
        }
    }

    /**
     * Removes a file. Whoever reads it now reads it to its end.
     *
     * @throws NoSuchFileIdException if there is no such file
     */
    public void delete(String id) {
        if (!FileId.isOne(id)) {
            throw new NoSuchFileIdException(id);
        }
        try {
            if (!Files.deleteIfExists(dayFolder(id).resolve(id + FACTS))) {
                throw new NoSuchFileIdException(id);
            }
            Files.deleteIfExists(dayFolder(id).resolve(id + DATA));
        } catch (IOException e) {
            throw new FileStoreException("The file " + id + " cannot be removed", e);
        }
    }

    /**
     * Removes what was stored before that instant, and what was begun long ago and never kept.
     *
     * @return how many files were removed
     */
    public int deleteBefore(Instant instant) {
        var removed = 0;
        for (var day : days()) {
            if (day.compareTo(FileId.dayOf(instant)) <= 0) {
                removed += deleteOf(day, FileId.at(instant));
            }
        }
        deleteDrafts();
        return removed;
    }

    private int deleteOf(String day, String before) {
        var removed = 0;
        var dayFolder = folder.resolve(day);
        for (var id : names(dayFolder, FACTS)) {
            if (FileId.isOne(id) && id.compareTo(before) < 0) {
                delete(id);
                removed++;
            }
        }
        try {
            // of those whose facts are gone: their process died between the two
            for (var id : names(dayFolder, DATA)) {
                if (FileId.isOne(id) && id.compareTo(before) < 0) {
                    Files.deleteIfExists(dayFolder.resolve(id + DATA));
                }
            }
            if (names(dayFolder, "").isEmpty()) {
                Files.deleteIfExists(dayFolder);
            }
        } catch (IOException e) {
            throw new FileStoreException("The files of " + day + " cannot be removed", e);
        }
        return removed;
    }

    private void deleteDrafts() {
        var incoming = folder.resolve(INCOMING);
        var oldest = FileId.at(clock.instant().minus(LONGEST_DRAFT));
        for (var name : names(incoming, "")) {
            if (name.compareTo(oldest) < 0) {
                try {
                    Files.deleteIfExists(incoming.resolve(name));
                } catch (IOException e) {
                    throw new FileStoreException("The file " + name + " cannot be removed", e);
                }
            }
        }
    }

    private Path dayFolder(String id) {
        return folder.resolve(FileId.dayOf(id));
    }
}
