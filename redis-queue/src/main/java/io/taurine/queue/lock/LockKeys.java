package io.taurine.queue.lock;

import java.util.List;
import java.util.Optional;

/**
 * The two keys of a lock. No queue can own such a key, as a queue's name is never empty, and no client of BullMQ lists them.
 * The hash tag keeps both in one slot of a Cluster.
 *
 * @param name of the lock
 */
record LockKeys(String name) {

    static final String PATTERN = "taurine::lock:{*}";

    private static final String START = "taurine::lock:{";
    private static final int LONGEST_NAME = 500;

    LockKeys {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "lock name must not be blank and have " + LONGEST_NAME + " characters at most, was '" + name + "'");
        }
        if (name.indexOf('{') >= 0 || name.indexOf('}') >= 0) {
            throw new IllegalArgumentException("lock name must not contain '{' or '}', was " + name);
        }
    }

    String lock() {
        return START + name + "}";
    }

    String fence() {
        return lock() + ":fence";
    }

    List<String> both() {
        return List.of(lock(), fence());
    }

    /** The name in the key of a lock; empty for any other key. */
    static Optional<String> nameOf(String key) {
        return key.startsWith(START) && key.indexOf('}') == key.length() - 1 && key.length() > START.length() + 1
                ? Optional.of(key.substring(START.length(), key.length() - 1))
                : Optional.empty();
    }
}
