// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The heuristic of ftfy 6.3.1 that tells mojibake from text that was meant as it is: neighbouring characters that are
 * far likelier as remains of UTF-8 in a wrong encoding. The classes cover the few hundred characters that such remains
 * consist of.
 */
final class UnlikelySequences {
    private static final String COMMON = "\u00A0\u00AD·´–—―…’";
    private static final String C1 = "\u0080-\u009F";
    private static final String BAD = "¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊\uFFFDªº";
    private static final String LAW = "¶§";
    private static final String CURRENCY = "¢£¥₧€";
    private static final String START = "¡«¿©΄΅‘‚“„•‹\uF8FF";
    private static final String END = "®»˝”›™";
    private static final String NUMERIC = "²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№";
    /** Letters that occur in faces made of characters, so that more contexts are likely for them. */
    private static final String FACES = "Ò-ÖÙ-Üò-öø-üŐŌŪŲ°";

    private static final String UPPER_ACCENTED = "À-ÑØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ";
    private static final String LOWER_ACCENTED = "ßà-ñăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґ\uFB01\uFB02";
    private static final String UPPER_COMMON = "ÞΑ-ΩΆΈΉΊΌΎΏΪΫЁ-Я";
    private static final String LOWER_COMMON = "α-ωάέήίΰа-џ";
    private static final String BOX = "│┌┐┘├┤┬┼═-╬▀▄█▌▐░▒▓";
    /** White space to Python. */
    private static final String SPACE = "\t-\r\u001C- \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000";

    private static final String ACCENTED = LOWER_ACCENTED + UPPER_ACCENTED;
    private static final String AROUND_BAD = ACCENTED + BOX + START + END + CURRENCY + NUMERIC + LAW;
    private static final String ARABIC_SECOND = COMMON + CURRENCY + BAD + NUMERIC + START + "ŸŠ®°µ»";

    private static final List<Sequence> BY_CLASS = List.of(
            sequence(C1),
            sequence(BAD + AROUND_BAD, BAD),
            sequence("a-zA-Z", LOWER_COMMON + UPPER_COMMON, BAD),
            sequence(BAD, AROUND_BAD),
            sequence(LOWER_ACCENTED + LOWER_COMMON + BOX + END + CURRENCY + NUMERIC, UPPER_ACCENTED),
            sequence(BOX + END + CURRENCY + NUMERIC, LOWER_ACCENTED),
            sequence(LOWER_ACCENTED + BOX + END, CURRENCY),
            sequence(SPACE, UPPER_ACCENTED, CURRENCY),
            sequence(UPPER_ACCENTED + BOX, NUMERIC + LAW),
            sequence(ACCENTED + BOX + CURRENCY + END, START, NUMERIC),
            sequence(ACCENTED + CURRENCY + NUMERIC + BOX + LAW, END, START),
            sequence(CURRENCY + NUMERIC + BOX, START),
            sequence("a-z", UPPER_ACCENTED, START + CURRENCY),
            sequence(BOX, FACES),
            sequence(ACCENTED + CURRENCY + NUMERIC + START + END + LAW, BOX),
            sequence(BOX, END),
            sequence(ACCENTED, START + END).then(CharacterSet.ofWords()),
            sequence("Œœ").then(CharacterSet.of("A-Za-z").negated()),
            sequence(UPPER_ACCENTED, "°"));

    private static final List<Sequence> BY_ENCODING = List.of(
            // Windows-1252
            sequence("ÂÃÎÐ", "€œŠš¢£Ÿž\u00A0\u00AD®©°·»" + START + END + "–—´"),
            sequence("×", "²³"),
            sequence("ØÙ", ARABIC_SECOND, "ØÙ", ARABIC_SECOND),
            sequence("à", "²µ¹¼½¾"),
            sequence("Ã", "\u00A0¡"),
            sequence("a-z", "ÂÃ", " "),
            sequence("a-z", SPACE, "ÂÃ", " "),
            sequence("a-z.,?!" + END, "Â", " " + START + END),
            // MacRoman
            sequence("√", "±∂†≠®™´≤≥¥µø"),
            sequence("≈", "°¢"),
            sequence("‚", "Ä", "ìîïòôúùû†°¢π"),
            sequence("‚", "âó", "àä°ê"),
            // Windows-1251, alone and on top of Windows-1252
            sequence("в", "Ђ"),
            sequence("ВГРС", C1 + BAD + START + END + CURRENCY + "°µ", "ВГРС"),
            sequence("Г", "ў", "В", "Ђ", "В")
                    .then(CharacterSet.of("\n").negated())
                    .then(CharacterSet.of("A-Za-z ")),
            // Windows-1253
            sequence("β", "€", "™\u00A0Ά\u00AD®°"),
            sequence("ΒΓΞΟ", C1 + BAD + START + END + CURRENCY + "°", "ΒΓΞΟ"),
            // Windows-1257
            sequence("ā", "€"));

    private static final Sequence[][] BY_FIRST_CHARACTER = byFirstCharacter(
            Stream.concat(BY_CLASS.stream(), BY_ENCODING.stream()).toList());

    /** One character of each set, in a row. The first is in the BMP. */
    private record Sequence(List<CharacterSet> sets) {
        Sequence then(CharacterSet next) {
            return new Sequence(Stream.concat(sets.stream(), Stream.of(next)).toList());
        }

        boolean standsAt(String text, int start) {
            int i = start;
            for (CharacterSet set : sets) {
                if (i >= text.length() || !set.contains(text.codePointAt(i))) {
                    return false;
                }
                i += Character.charCount(text.codePointAt(i));
            }
            return true;
        }
    }

    private UnlikelySequences() {}

    static boolean occurIn(String text) {
        if (text.startsWith("Â ") || text.startsWith("Ã ")) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            for (Sequence sequence : BY_FIRST_CHARACTER[text.charAt(i)]) {
                if (sequence.standsAt(text, i)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Sequence sequence(String... sets) {
        return new Sequence(Stream.of(sets).map(CharacterSet::of).toList());
    }

    private static Sequence[][] byFirstCharacter(List<Sequence> sequences) {
        Sequence[] none = {};
        Sequence[][] index = new Sequence[Character.MAX_VALUE + 1][];
        for (int c = 0; c < index.length; c++) {
            List<Sequence> starting = new ArrayList<>();
            for (Sequence sequence : sequences) {
                if (sequence.sets().getFirst().contains(c)) {
                    starting.add(sequence);
                }
            }
            index[c] = starting.isEmpty() ? none : starting.toArray(none);
        }
        return index;
    }
}
