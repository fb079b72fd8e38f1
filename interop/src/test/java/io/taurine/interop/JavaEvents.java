package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taurine.queue.events.QueueEvent;

/** Taurine's events in the form that both sides share. */
final class JavaEvents {
    private JavaEvents() {}

    static SeenEvent seen(QueueEvent event) {
        var millis = Long.parseLong(event.id().substring(0, event.id().indexOf('-')));
        return new SeenEvent(event.name(), event.job().orElse(""), told(event), millis);
    }

    private static JsonNode told(QueueEvent event) {
        if (event instanceof QueueEvent.Added added) {
            return TextNode.valueOf(added.jobName());
        } else if (event instanceof QueueEvent.Waiting waiting && waiting.previous() != null) {
            return TextNode.valueOf(waiting.previous());
        } else if (event instanceof QueueEvent.Delayed delayed) {
            return LongNode.valueOf(delayed.due().toEpochMilli());
        } else if (event instanceof QueueEvent.Progress progress) {
            return Json.parse(progress.progressJson());
        } else if (event instanceof QueueEvent.Completed completed) {
            return Json.parse(completed.returnValueJson());
        } else if (event instanceof QueueEvent.Failed failed) {
            return TextNode.valueOf(failed.failedReason());
        } else if (event instanceof QueueEvent.RetriesExhausted exhausted) {
            return IntNode.valueOf(exhausted.attemptsMade());
        } else if (event instanceof QueueEvent.Removed removed) {
            return TextNode.valueOf(removed.previous());
        } else if (event instanceof QueueEvent.Cleaned cleaned) {
            return IntNode.valueOf((int) cleaned.count());
        }
        return NullNode.getInstance();
    }
}
