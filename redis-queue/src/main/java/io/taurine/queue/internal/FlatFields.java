package io.taurine.queue.internal;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a hash as Redis sends them, name and value in turns. A map of nodes would be a tenth of all that a claimed job
 * allocates, and few of its fields are ever looked up. It can only be read, once {@link Builder} has made it.
 */
final class FlatFields extends AbstractMap<String, String> {

    private final String[] flat;
    private final int length;

    private FlatFields(String[] flat, int length) {
        this.flat = flat;
        this.length = length;
    }

    /** Makes one; not safe to share between threads, nor to use afterwards. */
    static final class Builder {

        private final String[] flat;
        private int length;

        /**
         * @param reply names and values in turns, no name twice
         * @param more how many may be put besides
         */
        Builder(List<?> reply, int more) {
            length = reply.size() / 2 * 2;
            flat = new String[length + more * 2];
            for (int i = 0; i < length; i++) {
                flat[i] = String.valueOf(reply.get(i));
            }
        }

        @Nullable
        String get(String name) {
            var at = find(flat, length, name);
            return at < 0 ? null : flat[at + 1];
        }

        /** Adds a field or changes its value. */
        Builder put(String name, String value) {
            var at = find(flat, length, name);
            if (at < 0) {
                at = length;
                length += 2;
                flat[at] = name;
            }
            flat[at + 1] = value;
            return this;
        }

        FlatFields build() {
            return new FlatFields(flat, length);
        }
    }

    private static int find(String[] flat, int length, Object name) {
        for (int i = 0; i < length; i += 2) {
            if (flat[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public @Nullable String get(Object name) {
        var at = find(flat, length, name);
        return at < 0 ? null : flat[at + 1];
    }

    @Override
    public boolean containsKey(Object name) {
        return find(flat, length, name) >= 0;
    }

    @Override
    public int size() {
        return length / 2;
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<String, String>> {

        @Override
        public Iterator<Map.Entry<String, String>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < length;
                }

                @Override
                public Map.Entry<String, String> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException();
                    }
                    next += 2;
                    return Map.entry(flat[next - 2], flat[next - 1]);
                }
            };
        }

        @Override
        public int size() {
            return length / 2;
        }
    }
}
