package io.taurine.server.service.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taurine.server.service.http.HttpCall;
import io.taurine.server.service.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts messages as JSON: {@code id}, {@code subject}, {@code text}, {@code recipients}, {@code details}. Settings: {@code url}, and
 * {@code authorization} for the header of that name. A message may arrive twice when a reply is lost; its id, also in the header
 * {@code Idempotency-Key}, tells.
 */
public final class WebhookChannelType implements ChannelType {

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Channel create(ChannelSettings settings, HttpService http) {
        settings.allowOnly("url", "authorization");
        var uri = URI.create(settings.get("url"));
        HttpCall.post(uri);
        return new Webhook(uri, settings.find("authorization").orElse(null), http);
    }

    private static final class Webhook implements Channel {

        private final URI uri;
        private final @Nullable String authorization;
        private final HttpService http;

        Webhook(URI uri, @Nullable String authorization, HttpService http) {
            this.uri = uri;
            this.authorization = authorization;
            this.http = http;
        }

        @Override
        public void send(Notification message) throws IOException, InterruptedException {
            var call = HttpCall.post(uri)
                    .json(bodyOf(message))
                    .header("Idempotency-Key", message.id())
                    .repeatable(true);
            if (authorization != null) {
                call.header("Authorization", authorization);
            }
            var reply = http.send(call.build());
            if (!reply.isSuccess()) {
                throw new IOException("it answered " + reply.status());
            }
        }

        private static String bodyOf(Notification message) throws JsonProcessingException {
            var body = new LinkedHashMap<>(Map.<String, Object>of("id", message.id(), "subject", message.subject()));
            body.put("text", message.text());
            body.put("recipients", message.recipients());
            body.put("details", message.details());
            return MessageJson.MAPPER.writeValueAsString(body);
        }
    }
}
