package io.taurine.inline.internal.memory;

import io.netty.buffer.ByteBuf;
import io.taurine.inline.internal.memory.Command.Status;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redis's wire protocol, which the driver writes and reads. */
final class Resp {

    private Resp() {}

    /** The bulk strings of a command's arguments. */
    static List<String> readArguments(ByteBuf encoded) {
        var arguments = new ArrayList<String>();
        while (encoded.isReadable()) {
            encoded.skipBytes(1);
            var end = encoded.bytesBefore((byte) '\r');
            var length = Integer.parseInt(
                    encoded.readCharSequence(end, StandardCharsets.US_ASCII).toString());
            encoded.skipBytes(2);
            arguments.add(
                    encoded.readCharSequence(length, StandardCharsets.UTF_8).toString());
            encoded.skipBytes(2);
        }
        return arguments;
    }

    static void write(@Nullable Object reply, ByteBuf to) {
        if (reply == null) {
            line("$-1", to);
        } else if (reply instanceof Long number) {
            line(":" + number, to);
        } else if (reply instanceof Status status) {
            line("+" + status.text(), to);
        } else if (reply instanceof List<?> list) {
            line("*" + list.size(), to);
            list.forEach(element -> write(element, to));
        } else {
            var bytes = String.valueOf(reply).getBytes(StandardCharsets.UTF_8);
            line("$" + bytes.length, to);
            to.writeBytes(bytes);
            line("", to);
        }
    }

    static void writeError(String text, ByteBuf to) {
        line("-" + text.replace('\n', ' ').replace('\r', ' '), to);
    }

    private static void line(String text, ByteBuf to) {
        to.writeCharSequence(text + "\r\n", StandardCharsets.UTF_8);
    }
}
