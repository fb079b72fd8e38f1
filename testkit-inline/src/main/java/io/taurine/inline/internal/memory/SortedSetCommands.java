package io.taurine.inline.internal.memory;

import io.taurine.inline.internal.memory.SortedSet.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Commands on sorted sets. */
final class SortedSetCommands {

    private final Keyspace keys;

    SortedSetCommands(Keyspace keys) {
        this.keys = keys;
    }

    void addTo(Map<String, Command> commands) {
        commands.put("ZADD", this::add);
        commands.put("ZREM", arguments -> {
            var set = read(arguments.next());
            return arguments.rest().stream().filter(set::remove).count();
        });
        commands.put("ZCARD", arguments -> (long) read(arguments.next()).size());
        commands.put("ZSCORE", arguments -> text(read(arguments.next()).score(arguments.next())));
        commands.put("ZMSCORE", arguments -> {
            var set = read(arguments.next());
            var scores = new ArrayList<@Nullable Object>();
            arguments.rest().forEach(name -> scores.add(text(set.score(name))));
            return scores;
        });
        commands.put("ZINCRBY", arguments -> {
            var set = keys.sortedSetToWrite(arguments.next());
            var by = arguments.nextScore();
            var name = arguments.next();
            set.put(name, Objects.requireNonNullElse(set.score(name), 0.0) + by);
            return text(set.score(name));
        });
        commands.put("ZCOUNT", arguments -> {
            var set = read(arguments.next());
            return within(set, arguments.next(), arguments.next()).count();
        });
        commands.put("ZRANK", arguments -> rank(arguments, false));
        commands.put("ZREVRANK", arguments -> rank(arguments, true));
        commands.put("ZRANGE", this::range);
        commands.put("ZREVRANGE", arguments -> {
            var set = read(arguments.next());
            var found = set.range(arguments.nextLong(), arguments.nextLong(), true).stream();
            return limited(found, arguments);
        });
        commands.put("ZRANGEBYSCORE", arguments -> {
            var set = read(arguments.next());
            return limited(within(set, arguments.next(), arguments.next()), arguments);
        });
        commands.put("ZREVRANGEBYSCORE", arguments -> {
            var set = read(arguments.next());
            var max = arguments.next();
            return limited(reversed(within(set, arguments.next(), max)), arguments);
        });
        commands.put("ZPOPMIN", arguments -> pop(arguments, false));
        commands.put("ZPOPMAX", arguments -> pop(arguments, true));
        commands.put("ZREMRANGEBYSCORE", arguments -> {
            var set = read(arguments.next());
            return remove(set, within(set, arguments.next(), arguments.next()).toList());
        });
        commands.put("ZREMRANGEBYRANK", arguments -> {
            var set = read(arguments.next());
            return remove(set, set.range(arguments.nextLong(), arguments.nextLong(), false));
        });
        commands.put(
                "ZSCAN", arguments -> List.of("0", reply(read(arguments.next()).range(0, -1, false), true)));
    }

    private SortedSet read(String key) {
        var set = keys.sortedSet(key);
        return set == null ? new SortedSet() : set;
    }

    private @Nullable Object add(Arguments arguments) {
        var set = keys.sortedSetToWrite(arguments.next());
        boolean onlyNew = false;
        boolean onlyOld = false;
        boolean onlyGreater = false;
        boolean onlyLess = false;
        boolean countChanged = false;
        while (true) {
            if (arguments.take("NX")) {
                onlyNew = true;
            } else if (arguments.take("XX")) {
                onlyOld = true;
            } else if (arguments.take("GT")) {
                onlyGreater = true;
            } else if (arguments.take("LT")) {
                onlyLess = true;
            } else if (arguments.take("CH")) {
                countChanged = true;
            } else {
                break;
            }
        }
        if (arguments.left() == 0 || arguments.left() % 2 != 0) {
            throw ReplyError.syntax();
        }
        long added = 0;
        long changed = 0;
        while (arguments.hasNext()) {
            var score = arguments.nextScore();
            var name = arguments.next();
            var before = set.score(name);
            if (before == null && !onlyOld) {
                set.put(name, score);
                added++;
            } else if (before != null
                    && !onlyNew
                    && before != score
                    && (!onlyGreater || score > before)
                    && (!onlyLess || score < before)) {
                set.put(name, score);
                changed++;
            }
        }
        return countChanged ? added + changed : added;
    }

    private Object range(Arguments arguments) {
        var set = read(arguments.next());
        var from = arguments.next();
        var to = arguments.next();
        var byScore = arguments.take("BYSCORE");
        var highestFirst = arguments.take("REV");
        if (!byScore) {
            var found = set.range(Arguments.integer(from), Arguments.integer(to), highestFirst);
            return limited(found.stream(), arguments);
        }
        return limited(highestFirst ? reversed(within(set, to, from)) : within(set, from, to), arguments);
    }

    private static Object limited(Stream<Member> found, Arguments arguments) {
        var page = found;
        var withScores = false;
        while (arguments.hasNext()) {
            if (arguments.take("WITHSCORES")) {
                withScores = true;
            } else if (arguments.take("LIMIT")) {
                page = page.skip(arguments.nextLong());
                var count = arguments.nextLong();
                page = page.limit(count < 0 ? Long.MAX_VALUE : count);
            } else {
                throw arguments.unknown();
            }
        }
        return reply(page.toList(), withScores);
    }

    private static Stream<Member> within(SortedSet set, String min, String max) {
        var least = Numbers.score(min.startsWith("(") ? min.substring(1) : min);
        var most = Numbers.score(max.startsWith("(") ? max.substring(1) : max);
        return set.atLeast(least)
                .dropWhile(member -> min.startsWith("(") && member.score() == least)
                .takeWhile(member -> max.startsWith("(") ? member.score() < most : member.score() <= most);
    }

    private @Nullable Object rank(Arguments arguments, boolean fromEnd) {
        var set = read(arguments.next());
        var name = arguments.next();
        var names = set.range(0, -1, fromEnd).stream().map(Member::name).toList();
        return set.score(name) == null ? null : (Object) (long) names.indexOf(name);
    }

    private Object pop(Arguments arguments, boolean greatest) {
        var set = read(arguments.next());
        var count = arguments.hasNext() ? arguments.nextLong() : 1;
        var popped = count < 1 ? List.<Member>of() : set.range(0, count - 1, greatest);
        remove(set, popped);
        return reply(popped, true);
    }

    private static Long remove(SortedSet set, List<Member> members) {
        List.copyOf(members).forEach(member -> set.remove(member.name()));
        return (long) members.size();
    }

    private static Stream<Member> reversed(Stream<Member> members) {
        var turned = new ArrayList<>(members.toList());
        Collections.reverse(turned);
        return turned.stream();
    }

    private static List<String> reply(List<Member> members, boolean withScores) {
        var reply = new ArrayList<String>();
        for (var member : members) {
            reply.add(member.name());
            if (withScores) {
                reply.add(Numbers.text(member.score()));
            }
        }
        return reply;
    }

    private static @Nullable String text(@Nullable Double score) {
        return score == null ? null : Numbers.text(score);
    }
}
