package io.taurine.embedded.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

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

    private LoopbackPorts() {}

    /** A port nobody listened on a moment ago; somebody else may still take it first. */
    public static int find() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BELOW_EPHEMERAL);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException(
                "no free loopback port found in " + TRIES + " tries between " + LOWEST + " and " + BELOW_EPHEMERAL);
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
