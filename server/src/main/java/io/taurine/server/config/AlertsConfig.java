package io.taurine.server.config;

import java.time.Duration;
import java.util.List;

/**
 * What deserves an alert, and who gets it.
 *
 * @param mail addresses
 * @param webhooks names of webhooks
 * @param interval how often is looked
 * @param failurePercent of the last hour's jobs of a definition
 * @param backlog jobs of a definition that wait
 * @param deadLetters that wait for a person
 */
public record AlertsConfig(
        List<String> mail, List<String> webhooks, Duration interval, int failurePercent, int backlog, int deadLetters) {

    static AlertsConfig of(Values values, Problems problems) {
        var known = values.get(Settings.WEBHOOKS).keySet();
        var webhooks = values.get(Settings.ALERT_WEBHOOKS);
        webhooks.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add(
                        values.where(Settings.ALERT_WEBHOOKS),
                        "alerts.webhooks must be of notifications.webhooks, which are " + known + ", was " + name));
        if (!values.get(Settings.ALERT_MAIL).isEmpty()
                && values.find(Settings.SMTP_HOST).isEmpty()) {
            problems.add(
                    values.where(Settings.ALERT_MAIL), "alerts.mail needs a mail server; set notifications.smtp.host");
        }
        return new AlertsConfig(
                values.get(Settings.ALERT_MAIL),
                webhooks,
                values.get(Settings.ALERT_INTERVAL),
                values.get(Settings.ALERT_FAILURES),
                values.get(Settings.ALERT_BACKLOG),
                values.get(Settings.ALERT_DEAD_LETTERS));
    }
}
