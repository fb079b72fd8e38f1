package io.taurine.queue.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of a {@link RedisConnection} that do not stand in its address. Immutable. */
public final class RedisOptions {

    private static final RedisOptions DEFAULTS = builder().build();

    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final @Nullable String username;
    private final char @Nullable [] password;
    private final boolean verifyPeer;
    private final @Nullable Path trustedCertificates;
    private final @Nullable String clientName;
    private final int replicasToWaitFor;
    private final Duration replicaTimeout;
    private final int ownWorkerConnections;

    private RedisOptions(Builder from) {
        connectTimeout = from.connectTimeout;
        commandTimeout = from.commandTimeout;
        username = from.username;
        password = from.password == null ? null : from.password.clone();
        verifyPeer = from.verifyPeer;
        trustedCertificates = from.trustedCertificates;
        clientName = from.clientName;
        replicasToWaitFor = from.replicasToWaitFor;
        replicaTimeout = from.replicaTimeout;
        ownWorkerConnections = from.ownWorkerConnections;
    }

    public static RedisOptions defaults() {
        return DEFAULTS;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with what is set here. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    public Duration commandTimeout() {
        return commandTimeout;
    }

    public Optional<String> username() {
        return Optional.ofNullable(username);
    }

    public Optional<char[]> password() {
        return Optional.ofNullable(password).map(char[]::clone);
    }

    public boolean verifyPeer() {
        return verifyPeer;
    }

    public Optional<Path> trustedCertificates() {
        return Optional.ofNullable(trustedCertificates);
    }

    public Optional<String> clientName() {
        return Optional.ofNullable(clientName);
    }

    /** 0 when adds do not wait for replicas. */
    public int replicasToWaitFor() {
        return replicasToWaitFor;
    }

    public Duration replicaTimeout() {
        return replicaTimeout;
    }

    public int ownWorkerConnections() {
        return ownWorkerConnections;
    }

    /** Collects options. Not safe to share between threads. */
    public static final class Builder {

        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration commandTimeout = Duration.ofSeconds(10);
        private @Nullable String username;
        private char @Nullable [] password;
        private boolean verifyPeer = true;
        private @Nullable Path trustedCertificates;
        private @Nullable String clientName;
        private int replicasToWaitFor;
        private Duration replicaTimeout = Duration.ofSeconds(1);
        private int ownWorkerConnections = 10;

        private Builder() {}

        private Builder(RedisOptions from) {
            connectTimeout = from.connectTimeout;
            commandTimeout = from.commandTimeout;
            username = from.username;
            password = from.password;
            verifyPeer = from.verifyPeer;
            trustedCertificates = from.trustedCertificates;
            clientName = from.clientName;
            replicasToWaitFor = from.replicasToWaitFor;
            replicaTimeout = from.replicaTimeout;
            ownWorkerConnections = from.ownWorkerConnections;
        }

        /** Longest wait for a new connection. Default 5 s, 1 ms to 10 min. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = bounded("connectTimeout", timeout);
            return this;
        }

        /**
         * Longest wait for a reply, time spent waiting for a lost connection included. Default 10 s, 1 ms to 10 min. It is
         * the bound on every step of a queue's blocking calls.
         */
        public Builder commandTimeout(Duration timeout) {
            this.commandTimeout = bounded("commandTimeout", timeout);
            return this;
        }

        /** ACL user and password; they go before those in the address, and keep the secret out of it. */
        public Builder credentials(String username, char[] password) {
            this.username = Objects.requireNonNull(username, "username");
            this.password = password.clone();
            return this;
        }

        /** Password of the default user; goes before that in the address. */
        public Builder password(char[] password) {
            this.password = Arrays.copyOf(password, password.length);
            return this;
        }

        /** False accepts any TLS certificate: for tests only. Default true. */
        public Builder verifyPeer(boolean verify) {
            this.verifyPeer = verify;
            return this;
        }

        /** PEM file with the certificates to trust with {@code rediss://}; default: the JVM's. */
        public Builder trustedCertificates(Path pem) {
            this.trustedCertificates = Objects.requireNonNull(pem, "pem");
            return this;
        }

        /** Shown for the shared connection in {@code CLIENT LIST}. Default none. */
        public Builder clientName(String name) {
            if (name.isBlank() || name.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("clientName must not contain white space, was '" + name + "'");
            }
            this.clientName = name;
            return this;
        }

        /**
         * Adding jobs and flows through this connection ends only when so many replicas have them ({@code WAIT}), so that a
         * replica that takes over has them too. Default 0: not at all. When fewer confirm in time the call fails with
         * {@link RedisUnavailableException} and {@code outcomeUnknown()} true, although the jobs may be there: add again with
         * the same {@code jobId}. Such adds use a connection of their own. Workers need not wait: what a failover undoes of
         * theirs is run again.
         *
         * @param replicas 0 to 100, and not more than the master has
         * @param timeout longest wait for them, 1 ms to 10 min; keep it below {@link #commandTimeout}
         */
        public Builder waitForReplicas(int replicas, Duration timeout) {
            if (replicas < 0 || replicas > 100) {
                throw new IllegalArgumentException("replicas must be 0 to 100, was " + replicas);
            }
            this.replicaTimeout = bounded("timeout", timeout);
            this.replicasToWaitFor = replicas;
            return this;
        }

        /**
         * How many workers wait for jobs on a connection each. As soon as this connection has more, all of them wait on one
         * that they share, until the last is closed; in a Cluster that is one for each slot that has more. Taurine's
         * {@code getWorkers} lists them either way, BullMQ's only those with a connection of their own.
         *
         * @param most 0 to 10,000, default 10; 0 to share always
         */
        public Builder ownWorkerConnections(int most) {
            if (most < 0 || most > 10_000) {
                throw new IllegalArgumentException("ownWorkerConnections must be 0 to 10000, was " + most);
            }
            this.ownWorkerConnections = most;
            return this;
        }

        public RedisOptions build() {
            return new RedisOptions(this);
        }

        private static Duration bounded(String name, Duration timeout) {
            if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofMinutes(10)) > 0) {
                throw new IllegalArgumentException(name + " must be between 1 ms and 10 min, was " + timeout);
            }
            return timeout;
        }
    }
}
