package io.taurine.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One connection through a {@link FaultProxy}: two sockets and, for each direction, a thread that reads and one that writes. */
final class ProxiedConnection {
    private final Socket client;
    private final Socket server;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Thread> threads;

    ProxiedConnection(
            String name,
            Socket client,
            Socket server,
            FaultGate requests,
            FaultGate responses,
            Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.server = server;
        this.onEnd = onEnd;
        var there = new ProxiedDirection(client, server, requests, this::directionEnded, this::reset);
        var back = new ProxiedDirection(server, client, responses, this::directionEnded, this::reset);
        this.threads = List.of(
                daemon(name + "-requests-in", there::read),
                daemon(name + "-requests-out", there::write),
                daemon(name + "-responses-in", back::read),
                daemon(name + "-responses-out", back::write));
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        threads.forEach(Thread::start);
    }

    /** Ends both sides with a reset (RST), so that nobody mistakes it for an orderly end. */
    void reset() {
        if (ended.compareAndSet(false, true)) {
            closeWithReset(client);
            closeWithReset(server);
            threads.forEach(Thread::interrupt);
            onEnd.accept(this);
        }
    }

    private void directionEnded() {
        if (openDirections.decrementAndGet() == 0 && ended.compareAndSet(false, true)) {
            closeInOrder(client);
            closeInOrder(server);
            onEnd.accept(this);
        }
    }

    static void closeWithReset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Then it needs no reset.
        }
        closeInOrder(socket);
    }

    private static void closeInOrder(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // That is what we want.
        }
    }
}
