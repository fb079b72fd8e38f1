package io.taurine.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Asks whether a server answers, with a bare socket, so that this module needs no Redis client. */
final class RedisProbe {
    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int ENOUGH_BYTES = 16_384;
    private static final Pattern PROCESS_ID = Pattern.compile("process_id:(\\d+)");

    private RedisProbe() {}

    /**
     * True when the server at this port serves commands and is the given process. The second question matters: where
     * somebody else holds the port, that server answers long before ours has given up.
     */
    static boolean isServedBy(int port, long pid) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var reply = ask(socket, "INFO server\r\n");
            if (reply.startsWith("-NOAUTH") || reply.startsWith("-NOPERM")) {
                return true; // a password from the user's settings: it serves, and cannot be asked further
            }
            var processId = PROCESS_ID.matcher(reply);
            // INFO also answers while the data is loaded, other commands do not.
            return processId.find()
                    && Long.parseLong(processId.group(1)) == pid
                    && ask(socket, "PING\r\n").startsWith("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String ask(Socket socket, String command) throws IOException {
        socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
        var buffer = new byte[ENOUGH_BYTES];
        int length = 0;
        while (length < buffer.length) {
            int read = socket.getInputStream().read(buffer, length, buffer.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            var soFar = new String(buffer, 0, length, StandardCharsets.US_ASCII);
            if (isComplete(soFar)) {
                return soFar;
            }
        }
        return new String(buffer, 0, length, StandardCharsets.US_ASCII);
    }

    private static boolean isComplete(String reply) {
        int firstLine = reply.indexOf("\r\n");
        if (firstLine < 0) {
            return false;
        }
        if (!reply.startsWith("$")) {
            return true;
        }
        int bodyLength = Integer.parseInt(reply.substring(1, firstLine));
        return reply.length() >= firstLine + 2 + bodyLength + 2;
    }
}
