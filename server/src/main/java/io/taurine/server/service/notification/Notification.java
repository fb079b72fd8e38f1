package io.taurine.server.service.notification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A message to people. Immutable, safe to share between threads. */
public final class Notification {

    private static final int LONGEST_SUBJECT = 500;

    private final String id;
    private final String subject;
    private final String text;
    private final List<String> recipients;
    private final Map<String, Object> details;

    private Notification(Builder from) {
        this.id = UUID.randomUUID().toString();
        this.subject = from.subject;
        this.text = from.text;
        this.recipients = List.copyOf(from.recipients);
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(from.details));
    }

    /**
     * Begins a message.
     *
     * @param subject one line, 1 to 500 characters
     * @throws IllegalArgumentException if it is none
     */
    public static Builder of(String subject) {
        return new Builder(subject);
    }

    /** By which a receiver tells a repeated one. */
    public String id() {
        return id;
    }

    public String subject() {
        return subject;
    }

    /** May be empty. */
    public String text() {
        return text;
    }

    /** Empty for those of the channel. */
    public List<String> recipients() {
        return recipients;
    }

    /** For programs; values as JSON has them; unmodifiable. */
    public Map<String, Object> details() {
        return details;
    }

    @Override
    public String toString() {
        return subject;
    }

    /** Collects a message; not safe to share between threads. */
    public static final class Builder {

        private final String subject;
        private String text = "";
        private final List<String> recipients = new ArrayList<>();
        private final Map<String, Object> details = new LinkedHashMap<>();

        private Builder(String subject) {
            if (subject.isBlank()
                    || subject.length() > LONGEST_SUBJECT
                    || subject.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "subject must be one line of 1 to " + LONGEST_SUBJECT + " characters, had " + subject.length());
            }
            this.subject = subject;
        }

        /** Default: none. */
        public Builder text(String value) {
            this.text = value;
            return this;
        }

        /** Adds a recipient, in the channel's own form: an address of e-mail. Default: those of the channel. */
        public Builder to(String recipient) {
            recipients.add(recipient);
            return this;
        }

        /** Adds a fact for programs. */
        public Builder detail(String name, Object value) {
            details.put(name, value);
            return this;
        }

        public Notification build() {
            return new Notification(this);
        }
    }
}
