package io.taurine.job.codec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The AES keys of an {@link EncryptingCodec} by their ids: one encrypts, all decrypt. To change keys, first give the new one
 * to every process as a further key, then make it the current one, and drop the old one when no stored job needs it.
 * Immutable; {@code toString} shows ids only.
 */
public final class EncryptionKeys {

    private final String currentId;
    private final Map<String, SecretKey> keys;

    private EncryptionKeys(String currentId, Map<String, SecretKey> keys) {
        this.currentId = currentId;
        this.keys = keys;
    }

    /**
     * One key, which encrypts.
     *
     * @param id stored with each payload in the clear; not empty
     * @param key 16, 24 or 32 bytes, from a good source of randomness
     */
    public static EncryptionKeys current(String id, byte[] key) {
        return new EncryptionKeys(id, Map.of(id, aes(id, key)));
    }

    /** These and a further key that only decrypts: the one before, or the next one. */
    public EncryptionKeys andAlso(String id, byte[] key) {
        if (keys.containsKey(id)) {
            throw new IllegalArgumentException("there is a key '" + id + "' already");
        }
        var more = new LinkedHashMap<>(keys);
        more.put(id, aes(id, key));
        return new EncryptionKeys(currentId, Map.copyOf(more));
    }

    private static SecretKey aes(String id, byte[] key) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("the id of a key must not be empty");
        }
        if (key.length != 16 && key.length != 24 && key.length != 32) {
            throw new IllegalArgumentException("an AES key has 16, 24 or 32 bytes, key '" + id + "' has " + key.length);
        }
        return new SecretKeySpec(key, "AES");
    }

    String currentId() {
        return currentId;
    }

    Optional<SecretKey> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** Ids of all keys. */
    public Set<String> ids() {
        return keys.keySet();
    }

    @Override
    public String toString() {
        return "EncryptionKeys " + keys.keySet() + ", current " + currentId;
    }
}
