package io.taurine.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.taurine.embedded.internal.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP proxy on the loopback interface that breaks the network on request. Point a client at {@link #uri()}, then cut,
 * stall or slow its connections; {@link #heal()} ends every fault. One fault at a time: each replaces the one before.
 * Safe to share between threads.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int DEFAULT_REDIS_PORT = 6379;
    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final int BACKLOG = 128;
    private static final int ACCEPTOR_TIMEOUT_MILLIS = 1_000;
    private static final Duration UNTIL_BOUND = Duration.ofSeconds(10);
    private static final Duration UNTIL_RESERVED = Duration.ofMillis(500);

    private final ReentrantLock lock = new ReentrantLock();
    private final String targetHost;
    private final int targetPort;
    private final int port;
    private final String uri;

    @GuardedBy("lock")
    private final Set<ProxiedConnection> connections = new HashSet<>();

    /** What all connections made from now on have to pass. */
    private volatile FaultGate requests = new FaultGate();

    private volatile FaultGate responses = new FaultGate();

    /** What those have to pass that were left behind half-open. */
    private final Queue<FaultGate> leftBehind = new ConcurrentLinkedQueue<>();

    @GuardedBy("lock")
    private @Nullable Socket reservation;

    @GuardedBy("lock")
    private @Nullable ServerSocket listener;

    @GuardedBy("lock")
    private @Nullable Thread acceptor;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private int accepted;

    private FaultProxy(String host, int targetPort, @Nullable URI redis) throws IOException {
        this.targetHost = host;
        this.targetPort = targetPort;
        this.port = LoopbackPorts.find();
        this.uri = redis == null ? "redis://127.0.0.1:" + port : throughProxy(redis, port);
    }

    /** A running proxy to a Redis; credentials and database of the URI are kept in {@link #uri()}. No TLS. */
    public static FaultProxy to(String redisUri) {
        var redis = URI.create(redisUri);
        if (!"redis".equals(redis.getScheme()) || redis.getHost() == null) {
            throw new IllegalArgumentException("redisUri must look like redis://host:port, was " + redis.getScheme()
                    + "://" + redis.getHost() + ":" + redis.getPort());
        }
        return start(redis.getHost(), redis.getPort() < 0 ? DEFAULT_REDIS_PORT : redis.getPort(), redis);
    }

    /** A running proxy to any TCP server. */
    public static FaultProxy to(String host, int port) {
        return start(host, port, null);
    }

    private static FaultProxy start(String host, int port, @Nullable URI redis) {
        try {
            var proxy = new FaultProxy(host, port, redis);
            proxy.heal();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String throughProxy(URI redis, int port) {
        var user = redis.getRawUserInfo() == null ? "" : redis.getRawUserInfo() + "@";
        var query = redis.getRawQuery() == null ? "" : "?" + redis.getRawQuery();
        return "redis://" + user + "127.0.0.1:" + port + redis.getRawPath() + query;
    }

    /** Where a client has to connect to; stays the same over all faults. */
    public String uri() {
        return uri;
    }

    public int port() {
        return port;
    }

    /** Open connections. */
    public int connections() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    /** Resets all connections at once and refuses new ones until {@link #heal()}: the server is gone. */
    public void cut() {
        stopListening();
        // Before the gates open, so that nothing they hold slips through.
        resetAll();
        reserve();
        openGates();
    }

    /** Resets all connections at once, even those just being made, and accepts new ones: a short failure. */
    public void cutOnce() {
        // Without a listener for a moment: the kernel may hold connections that we have not yet been told of.
        cut();
        heal();
    }

    /** Keeps connections and accepts new ones, but lets nothing through: the silent failure. Nothing is lost. */
    public void stall() {
        requests.shut();
        responses.shut();
        listen();
    }

    /** Lets requests through and holds the replies: the server does what the client believes has failed. */
    public void stallResponses() {
        responses.shut();
        requests.open();
        listen();
    }

    /**
     * Stalls the connections that are open now and no others: half-open connections, as a failed-over address or a forgetful
     * firewall leaves them. Their clients hear nothing, while a new connection works.
     */
    public void stallOpen() {
        lock.lock();
        try {
            requests.shut();
            responses.shut();
            leftBehind.add(requests);
            leftBehind.add(responses);
            requests = new FaultGate();
            responses = new FaultGate();
        } finally {
            lock.unlock();
        }
        listen();
    }

    /** Delays everything by this much on its way back, so that each round trip takes that much longer. */
    public void latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency must not be negative, was " + latency);
        }
        responses.delay(latency);
        requests.open();
        listen();
    }

    /** Ends every fault: what was held goes on its way, and new connections are accepted. */
    public void heal() {
        openGates();
        listen();
    }

    private void openGates() {
        requests.open();
        responses.open();
        for (var gate = leftBehind.poll(); gate != null; gate = leftBehind.poll()) {
            gate.open();
        }
    }

    /** Resets all connections and frees the port. Harmless twice. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            giveUpReservation();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot free port " + port, e);
        } finally {
            lock.unlock();
        }
        stopListening();
        resetAll();
    }

    private void listen() {
        lock.lock();
        try {
            if (listener == null) {
                startListening();
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void startListening() {
        if (closed) {
            throw new IllegalStateException("this proxy is closed; start a new one");
        }
        try {
            giveUpReservation();
            var socket = Binding.within(UNTIL_BOUND, this::boundListener);
            listener = socket;
            acceptor = new Thread(() -> acceptFrom(socket), "taurine-fault-proxy-" + port + "-accept");
            acceptor.setDaemon(true);
            acceptor.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    private ServerSocket boundListener() throws IOException {
        var socket = new ServerSocket();
        try {
            // The connections just reset must not keep us from the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    /**
     * Keeps the port while nothing listens on it. A socket that is bound but neither listens nor connects refuses connections
     * as a free port does, and no other program, and no connection that needs a port, can come by it meanwhile.
     */
    private void reserve() {
        lock.lock();
        try {
            if (closed || listener != null || reservation != null) {
                return;
            }
            reservation = Binding.within(UNTIL_RESERVED, this::boundSocket);
        } catch (IOException e) {
            LOG.debug("Port {} stays free while it is cut", port, e); // some connection is not quite gone
        } finally {
            lock.unlock();
        }
    }

    private Socket boundSocket() throws IOException {
        var socket = new Socket();
        try {
            socket.setReuseAddress(false); // or others who set it could have the port all the same
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    @GuardedBy("lock")
    private void giveUpReservation() throws IOException {
        if (reservation != null) {
            reservation.close();
            reservation = null;
        }
    }

    private void stopListening() {
        Thread stopped;
        lock.lock();
        try {
            if (listener == null || acceptor == null) {
                return;
            }
            listener.close();
            listener = null;
            stopped = acceptor;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stop listening on port " + port, e);
        } finally {
            lock.unlock();
        }
        try {
            // The kernel goes on listening until the thread that was closed under its feet has left accept().
            stopped.join(ACCEPTOR_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptFrom(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                connect(socket, socket.accept());
            } catch (IOException closed) {
                // The loop sees whether it was the listener or just one client.
            }
        }
    }

    private void connect(ServerSocket acceptedBy, Socket client) {
        var server = new Socket();
        try {
            server.connect(new InetSocketAddress(targetHost, targetPort), CONNECT_TIMEOUT_MILLIS);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException targetIsDown) {
            ProxiedConnection.closeWithReset(client);
            ProxiedConnection.closeWithReset(server);
            return;
        }
        lock.lock();
        try {
            if (listener != acceptedBy) {
                // Cut while we were connecting.
                ProxiedConnection.closeWithReset(client);
                ProxiedConnection.closeWithReset(server);
                return;
            }
            accepted++;
            var name = "taurine-fault-proxy-" + port + "-" + accepted;
            var connection = new ProxiedConnection(name, client, server, requests, responses, this::forget);
            connections.add(connection);
            connection.start();
        } finally {
            lock.unlock();
        }
    }

    private void forget(ProxiedConnection connection) {
        lock.lock();
        try {
            connections.remove(connection);
        } finally {
            lock.unlock();
        }
    }

    private void resetAll() {
        List<ProxiedConnection> open;
        lock.lock();
        try {
            open = List.copyOf(connections);
        } finally {
            lock.unlock();
        }
        open.forEach(ProxiedConnection::reset);
    }
}
