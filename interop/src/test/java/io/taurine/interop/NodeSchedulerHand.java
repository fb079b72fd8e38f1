package io.taurine.interop;

import io.taurine.interop.SchedulerScript.Repeat;

/** BullMQ's hand. Its clock is that of its whole process. */
final class NodeSchedulerHand implements SchedulerHand {
    private static final String TOKEN = "by-node";

    private final NodePeer peer;
    private final String queue;
    private final NodeWorker worker;

    NodeSchedulerHand(NodePeer peer, String queue, NodeWorker manual) {
        this.peer = peer;
        this.queue = queue;
        this.worker = manual;
    }

    @Override
    public void upsert(String id, Repeat repeat, int template, long now) {
        at(now);
        peer.call(
                "upsertJobScheduler",
                "queue",
                queue,
                "scheduler",
                id,
                "repeat",
                repeat.node(),
                "template",
                Json.parse(SchedulerHand.template(template)));
    }

    @Override
    public void work(long now) {
        at(now);
        var job = peer.call("getNextJob", "queue", queue, "worker", worker.id(), "token", TOKEN);
        if (!job.isNull()) {
            var id = job.path("id").asText();
            peer.call("moveToCompleted", "worker", worker.id(), "job", id, "value", 1, "token", TOKEN);
        }
    }

    @Override
    public void remove(String id) {
        peer.call("removeJobScheduler", "queue", queue, "scheduler", id);
    }

    @Override
    public void promoteAll() {
        peer.call("promoteJobs", "queue", queue);
    }

    private void at(long now) {
        peer.call("setClock", "at", now);
    }

    @Override
    public String toString() {
        return "Node";
    }
}
