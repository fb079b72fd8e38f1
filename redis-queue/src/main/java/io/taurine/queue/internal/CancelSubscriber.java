package io.taurine.queue.internal;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.TypeRef;
import io.taurine.queue.internal.redis.Subscriber;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears the messages of cancel.lua. Called on the driver's event loop: it must neither block nor throw. */
public abstract class CancelSubscriber implements Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(CancelSubscriber.class);
    private static final TypeRef<List<String>> PARTS = new TypeRef<>() {};

    /** Somebody cancelled the job whose lock has this token. */
    protected abstract void onCancel(String jobId, String token, String reason);

    @Override
    public final void onMessage(String message) {
        try {
            if (JacksonPayloadCodec.defaults().decode(message, PARTS.type()) instanceof List<?> parts
                    && parts.size() == 3) {
                onCancel((String) parts.get(0), (String) parts.get(1), (String) parts.get(2));
            }
        } catch (RuntimeException notOurs) { // anybody may publish anything
            LOG.debug("A message about a cancel cannot be read: {}", notOurs.getMessage());
        }
    }
}
