/**
 * What happens, told to whoever wants to know: {@link io.taurine.server.event.EventBus}, of which there are two, on Redis and
 * within one process. Steps of jobs come by themselves, see {@link io.taurine.server.event.LifecycleEvents}.
 */
@NullMarked
package io.taurine.server.event;

import org.jspecify.annotations.NullMarked;
