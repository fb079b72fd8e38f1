package io.taurine.benchmark.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What Redis answers, as it comes over the network. */
final class RecordedReply {
    private final ByteBuf recorded;

    private RecordedReply(Object reply) {
        recorded = Unpooled.buffer();
        write(reply, recorded);
    }

    /** To a batch of adds: their ids. */
    static RecordedReply added(int jobs) {
        return new RecordedReply(ids(jobs));
    }

    /** To a claim: jobs with that payload. */
    static RecordedReply claimed(int jobs, String data) {
        return new RecordedReply(claim(jobs, data));
    }

    /** To a batch of ends: that all went well, and as many jobs again. */
    static RecordedReply settledAndClaimed(int jobs, String data) {
        var reply = new ArrayList<Object>();
        var codes = new ArrayList<Object>();
        for (var n = 0; n < jobs; n++) {
            codes.add(0);
        }
        reply.add(codes);
        reply.addAll(claim(jobs, data));
        return new RecordedReply(reply);
    }

    private static List<Object> ids(int jobs) {
        var ids = new ArrayList<Object>();
        for (var n = 0; n < jobs; n++) {
            ids.add(Integer.toString(100_000 + n));
        }
        return ids;
    }

    private static List<Object> claim(int jobs, String data) {
        var reply = new ArrayList<Object>(List.of(0, 0, 1_700_000_000_000L, List.of()));
        for (var id : ids(jobs)) {
            reply.add(id);
            reply.add(List.of(
                    "name",
                    "n",
                    "data",
                    data,
                    "opts",
                    "{\"attempts\":0}",
                    "timestamp",
                    "1700000000000",
                    "delay",
                    "0",
                    "priority",
                    "0"));
        }
        return reply;
    }

    /** From its begin; the caller reads it and keeps nothing of it. */
    ByteBuf bytes() {
        return recorded.readerIndex(0);
    }

    private static void write(Object reply, ByteBuf to) {
        if (reply instanceof List<?> list) {
            line("*" + list.size(), to);
            list.forEach(element -> write(element, to));
        } else if (reply instanceof Number number) {
            line(":" + number, to);
        } else {
            var bytes = reply.toString().getBytes(StandardCharsets.UTF_8);
            line("$" + bytes.length, to);
            to.writeBytes(bytes);
            line("", to);
        }
    }

    private static void line(String text, ByteBuf to) {
        to.writeCharSequence(text + "\r\n", StandardCharsets.UTF_8);
    }
}
