/**
 * Trees of jobs in which a parent waits for its children: {@link io.taurine.queue.flow.FlowProducer} adds and reads them,
 * {@link io.taurine.queue.flow.FlowNode} describes one. What a single job can do with its children is on
 * {@link io.taurine.queue.Queue} itself.
 */
@NullMarked
package io.taurine.queue.flow;

import org.jspecify.annotations.NullMarked;
