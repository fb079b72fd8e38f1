package io.taurine.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Carries bytes one way. Reading and writing are two loops with a queue between them, so that latency delays bytes without
 * making them fewer.
 */
final class ProxiedDirection {
    private static final int CHUNK_BYTES = 16_384;
    private static final int MOST_CHUNKS = 1_024;

    private final Socket from;
    private final Socket to;
    private final FaultGate gate;
    private final Runnable onEnd;
    private final Runnable onBroken;
    private final BlockingQueue<Chunk> underWay = new LinkedBlockingQueue<>(MOST_CHUNKS);

    ProxiedDirection(Socket from, Socket to, FaultGate gate, Runnable onEnd, Runnable onBroken) {
        this.from = from;
        this.to = to;
        this.gate = gate;
        this.onEnd = onEnd;
        this.onBroken = onBroken;
    }

    void read() {
        var buffer = new byte[CHUNK_BYTES];
        try {
            int length = readInto(buffer);
            while (length > 0) {
                underWay.put(new Chunk(Arrays.copyOf(buffer, length), System.nanoTime()));
                length = readInto(buffer);
            }
            // The end has to pass the gate like everything before it.
            underWay.put(new Chunk(new byte[0], System.nanoTime()));
        } catch (InterruptedException reset) {
            Thread.currentThread().interrupt();
        }
    }

    private int readInto(byte[] buffer) {
        try {
            return from.getInputStream().read(buffer);
        } catch (IOException resetByPeer) {
            return -1;
        }
    }

    void write() {
        try {
            while (true) {
                var chunk = underWay.take();
                gate.pass(chunk.arrivedNanos());
                if (chunk.isEnd()) {
                    to.shutdownOutput();
                    onEnd.run();
                    return;
                }
                to.getOutputStream().write(chunk.bytes());
            }
        } catch (IOException peerIsGone) {
            onBroken.run();
        } catch (InterruptedException reset) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and never leaves this class
    private record Chunk(byte[] bytes, long arrivedNanos) {
        boolean isEnd() {
            return bytes.length == 0;
        }
    }
}
