package io.taurine.job.codec;

import io.taurine.job.PayloadCodec;
import io.taurine.job.PayloadException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Stores payloads, results and progress encrypted with AES-GCM, each under a nonce of its own, in a JSON object that names
 * the key. One that was changed, or belongs elsewhere, is refused, and its job fails for good with the reason. Names of jobs,
 * options, failure reasons, stack traces and logs stay in the clear. Thread-safe.
 */
public final class EncryptingCodec extends WrappingCodec {

    private static final String NAME = "aes-gcm";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final EncryptionKeys keys;
    private final String purpose;
    private final boolean acceptPlain;
    private final SecureRandom random = new SecureRandom();

    private EncryptingCodec(Builder from) {
        super(from.inner);
        keys = from.keys;
        purpose = from.purpose;
        acceptPlain = from.acceptPlain;
    }

    /** A codec that reads encrypted payloads only. */
    public static EncryptingCodec around(PayloadCodec inner, EncryptionKeys keys) {
        return builder(inner, keys).build();
    }

    public static Builder builder(PayloadCodec inner, EncryptionKeys keys) {
        return new Builder(inner, keys);
    }

    @Override
    protected String wrap(String json) {
        var id = keys.currentId();
        var key = keys.find(id).orElseThrow();
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, id);
            var data = cipher.doFinal(json.getBytes(StandardCharsets.UTF_8));
            return Envelope.encrypted(NAME, id, nonce, data).write();
        } catch (GeneralSecurityException e) {
            throw new PayloadException("The payload cannot be encrypted: " + e.getMessage(), e);
        }
    }

    @Override
    protected String unwrap(String json) {
        var envelope = Envelope.read(json, NAME).orElse(null);
        if (envelope == null) {
            if (acceptPlain) {
                return json;
            }
            throw new PayloadException("The payload is not encrypted, and only encrypted ones are accepted here", null);
        }
        return decrypt(envelope);
    }

    private String decrypt(Envelope envelope) {
        var id = Objects.requireNonNull(envelope.key());
        var key = keys.find(id)
                .orElseThrow(() -> new PayloadException(
                        "The payload is encrypted with key '" + id + "', which is not here; known are " + keys.ids(),
                        null));
        var nonce = envelope.ivBytes();
        if (nonce.length != NONCE_BYTES) {
            throw new PayloadException("The encrypted payload is damaged: its iv must have 12 bytes", null);
        }
        var data = envelope.dataBytes();
        if (data.length < TAG_BITS / 8) {
            throw new PayloadException("The encrypted payload is damaged: its data is too short", null);
        }
        try {
            var plain = cipher(Cipher.DECRYPT_MODE, key, nonce, id).doFinal(data);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new PayloadException(
                    "The encrypted payload was changed, belongs to another purpose than '" + purpose
                            + "', or is of another key than the '" + id + "' here",
                    e);
        } catch (GeneralSecurityException e) {
            throw new PayloadException("The payload cannot be decrypted: " + e.getMessage(), e);
        }
    }

    private Cipher cipher(int mode, SecretKey key, byte[] nonce, String keyId) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        // What stands beside the data in the clear is bound to it, and so is where it belongs.
        cipher.updateAAD((NAME + "\n" + keyId + "\n" + purpose).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private final PayloadCodec inner;
        private final EncryptionKeys keys;
        private String purpose = "";
        private boolean acceptPlain;

        private Builder(PayloadCodec inner, EncryptionKeys keys) {
            this.inner = inner;
            this.keys = Objects.requireNonNull(keys, "keys");
        }

        /**
         * What the payloads are for, such as the queue's name: one that was encrypted for another purpose is refused, so that
         * nobody can move it to where it does harm. Producers and workers must agree. Default empty.
         */
        public Builder purpose(String purpose) {
            this.purpose = Objects.requireNonNull(purpose, "purpose");
            return this;
        }

        /**
         * True reads plain JSON too, that of clients without the key or from before. Whoever can write to Redis can then add
         * jobs that this side believes. Default false.
         */
        public Builder acceptPlain(boolean accept) {
            this.acceptPlain = accept;
            return this;
        }

        public EncryptingCodec build() {
            return new EncryptingCodec(this);
        }
    }
}
