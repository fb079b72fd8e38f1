package io.taurine.server.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.repeat.Choice;
import io.taurine.repeat.RecurrenceSchedule;
import io.taurine.repeat.Schedule;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.regex.Pattern;

/** The fields of a recurrence rule as JSON. */
final class RuleJson {

    private static final Pattern PART = Pattern.compile("([0-9]{1,4})(?:-([0-9]{1,4})(?:/([0-9]{1,4}))?)?");

    private RuleJson() {}

    static RecurrenceSchedule read(JsonNode json, ZoneId zone) {
        if (!json.isObject()) {
            throw new IllegalArgumentException("rule must be an object, was " + json);
        }
        var rule = Schedule.recurrence(zone);
        json.properties().forEach(field -> set(rule, field.getKey(), choice(field.getKey(), field.getValue())));
        return rule.build();
    }

    private static void set(RecurrenceSchedule.Builder rule, String field, Choice choice) {
        switch (field) {
            case "second" -> rule.second(choice);
            case "minute" -> rule.minute(choice);
            case "hour" -> rule.hour(choice);
            case "dayOfWeek" -> rule.dayOfWeek(choice);
            case "date" -> rule.date(choice);
            case "month" -> rule.month(choice);
            case "year" -> rule.year(choice);
            default ->
                throw new IllegalArgumentException(
                        "rule has no field " + field + "; it has second, minute, hour, dayOfWeek, date, month, year");
        }
    }

    private static Choice choice(String field, JsonNode json) {
        var values = new ArrayList<Integer>();
        for (var part :
                json.isArray() ? json : JsonNodeFactory.instance.arrayNode().add(json)) {
            if (part.isInt()) {
                values.add(part.intValue());
            } else if (part.isTextual()) {
                for (var range : part.textValue().split(",", -1)) {
                    values.addAll(range(field, range.strip()).values());
                }
            } else {
                throw noChoice(field, part.toString());
            }
        }
        if (values.isEmpty()) {
            throw noChoice(field, json.toString());
        }
        return new Choice(values);
    }

    private static Choice range(String field, String text) {
        var match = PART.matcher(text);
        if (!match.matches()) {
            throw noChoice(field, "'" + text + "'");
        }
        var from = Integer.parseInt(match.group(1));
        if (match.group(2) == null) {
            return Choice.of(from);
        }
        var step = match.group(3) == null ? 1 : Integer.parseInt(match.group(3));
        return Choice.range(from, Integer.parseInt(match.group(2)), step);
    }

    private static IllegalArgumentException noChoice(String field, String was) {
        return new IllegalArgumentException(
                field + " must be a number, a list of numbers, or a text like \"1-5\" or \"0-30/10\", was " + was);
    }

    static ObjectNode write(RecurrenceSchedule rule) {
        var json = JsonNodeFactory.instance.objectNode();
        rule.fields().forEach((field, choice) -> {
            if (choice.values().size() == 1) {
                json.put(field, choice.values().get(0));
            } else {
                choice.values().forEach(json.withArray(field)::add);
            }
        });
        return json;
    }
}
