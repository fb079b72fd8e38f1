package io.taurine.queue.flow;

import io.taurine.job.JobOptions;
import io.taurine.queue.internal.QueueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A job of a flow with the children it waits for, before it is added. Immutable. Only the root may have the option
 * {@code parent}: the whole tree then hangs under a job that exists already.
 */
public final class FlowNode {

    private final String name;
    private final String queueName;
    private final @Nullable String prefix;
    private final @Nullable Object data;
    private final JobOptions options;
    private final List<FlowNode> children;

    private FlowNode(Builder from) {
        name = from.name;
        queueName = from.queueName;
        prefix = from.prefix;
        data = from.data;
        options = from.options;
        children = List.copyOf(from.children);
    }

    /**
     * Starts a node.
     *
     * @param name what kind of job it is; not empty
     * @param queueName the queue it goes to; not empty, without {@code :}
     */
    public static Builder of(String name, String queueName) {
        return new Builder(name, queueName);
    }

    /**
     * A tree in the form in which BullMQ's users write it: objects with {@code name}, {@code queueName} and, where wanted,
     * {@code data}, {@code prefix}, {@code opts} under BullMQ's names, and {@code children}.
     *
     * @throws IllegalArgumentException if the text is no such tree; the message says where, and nothing is left out silently
     */
    public static FlowNode ofJson(String json) {
        return FlowJson.read(json);
    }

    public String name() {
        return name;
    }

    public String queueName() {
        return queueName;
    }

    /** Empty means that of the producer, also below a node that has one: children do not inherit it. */
    public Optional<String> prefix() {
        return Optional.ofNullable(prefix);
    }

    public @Nullable Object data() {
        return data;
    }

    public JobOptions options() {
        return options;
    }

    public List<FlowNode> children() {
        return children;
    }

    @Override
    public String toString() {
        return "Flow node " + name + " in queue " + queueName + " with " + children.size() + " children";
    }

    /** Collects a node. Not safe to share between threads. */
    public static final class Builder {

        private final String name;
        private final String queueName;
        private @Nullable String prefix;
        private @Nullable Object data = Map.of();
        private JobOptions options = JobOptions.defaults();
        private final List<FlowNode> children = new ArrayList<>();

        private Builder(String name, String queueName) {
            if (name.isEmpty()) {
                throw new IllegalArgumentException("job name must not be empty");
            }
            this.name = name;
            this.queueName = QueueKeys.of("any", queueName).queue();
        }

        /** The payload; null is stored as JSON {@code null}. Default an empty object. */
        public Builder data(@Nullable Object data) {
            this.data = data;
            return this;
        }

        /** Key prefix of the node's queue. Default that of the producer. Not empty. */
        public Builder prefix(String prefix) {
            this.prefix = QueueKeys.of(prefix, queueName).prefix();
            return this;
        }

        /** Options of the job, over the producer's defaults for its queue. */
        public Builder options(JobOptions options) {
            this.options = Objects.requireNonNull(options, "options");
            return this;
        }

        /** One more child. */
        public Builder child(FlowNode child) {
            children.add(Objects.requireNonNull(child, "child"));
            return this;
        }

        /** As {@link #child(FlowNode)}, for a child without children of its own. */
        public Builder child(Builder child) {
            return child(child.build());
        }

        /** More children, in that order. */
        public Builder children(List<FlowNode> more) {
            children.addAll(more);
            return this;
        }

        public FlowNode build() {
            return new FlowNode(this);
        }
    }
}
