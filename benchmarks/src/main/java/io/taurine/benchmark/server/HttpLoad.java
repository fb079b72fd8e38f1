package io.taurine.benchmark.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.benchmark.Mail;
import io.taurine.testkit.ForkedJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Starts jobs by HTTP over as many connections as it is told, which stay open; each waits for its answer before it asks again.
 * One thread for all of them, so that the client takes as little as it can from the server beside it.
 */
final class HttpLoad {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *([0-9]+)\r\n");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Selector selector = Selector.open();
    private final String host;
    private int left;
    private int waiting;

    private HttpLoad(int port, int connections) throws IOException {
        host = "127.0.0.1:" + port;
        for (var n = 0; n < connections; n++) {
            var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(8_192));
        }
    }

    public static void main(String[] args) throws Exception {
        ForkedJvm.exitWhenParentDies();
        var load = new HttpLoad(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        LoadProcess.serve(load::run);
        System.exit(0);
    }

    private int run(int times) throws IOException {
        left = times;
        for (var key : selector.keys()) {
            ask(key);
        }
        while (waiting > 0) {
            selector.select(this::read);
        }
        return times;
    }

    private void ask(SelectionKey key) {
        if (left == 0) {
            return;
        }
        try {
            var body = "{\"definitionKey\":\"" + BenchedServer.KEY + "\",\"params\":"
                    + JSON.writeValueAsString(Mail.of(left--, "")) + "}";
            var request = "POST /v1/jobs HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            var bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                ((SocketChannel) key.channel()).write(bytes);
            }
            waiting++;
        } catch (IOException e) {
            throw new IllegalStateException("The server took no request", e);
        }
    }

    private void read(SelectionKey key) {
        var buffer = (ByteBuffer) key.attachment();
        try {
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                throw new IllegalStateException("The server has closed a connection");
            }
        } catch (IOException e) {
            throw new IllegalStateException("The server gave no answer", e);
        }
        var text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
        var head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return;
        }
        var length = LENGTH.matcher(text);
        if (!length.find() || !text.startsWith("HTTP/1.1 201 ")) {
            throw new IllegalStateException("The server answered " + text);
        }
        if (buffer.position() == head + 4 + Integer.parseInt(length.group(1))) {
            buffer.clear();
            waiting--;
            ask(key);
        }
    }
}
