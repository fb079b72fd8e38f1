package io.taurine.embedded.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;

/**
 * Finds free ports on the loopback interface for servers that go away and come back at the same port.
 *
 * <p>Not a port that the kernel would hand out by itself (Linux: from 32768, macOS: from 49152). While such a server is
 * down, any outgoing connection may be given its port, and a client that keeps reconnecting to it may even connect to
 * itself.
 */
public final class LoopbackPorts {
    private static final int LOWEST = 10_240;
    private static final int BELOW_EPHEMERAL = 32_768;
    private static final int TRIES = 200;

    /** A node of a Cluster listens there too, unless told otherwise, which only Redis 7 can be. */
    private static final int BUS = 10_000;

    private LoopbackPorts() {}

    /** A port nobody listened on a moment ago; somebody else may still take it first. */
    public static int find() throws IOException {
        return find(BELOW_EPHEMERAL, LoopbackPorts::isFree);
    }

    /** As {@link #find()}, for a node of a Cluster: the port of its bus was free too. */
    public static int findWithBus() throws IOException {
        return find(BELOW_EPHEMERAL - BUS, port -> isFree(port) && isFree(port + BUS));
    }

    private static int find(int below, IntPredicate wanted) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, below);
            if (wanted.test(port)) {
                return port;
            }
        }
        throw new IOException("no free loopback port found in " + TRIES + " tries between " + LOWEST + " and " + below);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
