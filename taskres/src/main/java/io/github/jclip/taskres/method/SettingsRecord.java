// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads and changes the components of a settings record by name: {@code batchSize} is {@code batch-size}. */
final class SettingsRecord {
    private SettingsRecord() {}

    /** Values by name: numbers and booleans as they are, constants of an enum in lower case. */
    static Map<String, Object> values(Method settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : components(settings)) {
            Object value = value(settings, component);
            values.put(key(component), value instanceof Enum<?> constant ? word(constant) : value);
        }
        return values;
    }

    static Method with(Method settings, Map<String, String> changes, String where) {
        RecordComponent[] components = components(settings);
        TreeSet<String> unknown = new TreeSet<>(changes.keySet());
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String key = key(components[i]);
            String text = changes.get(key);
            values[i] = text == null
                    ? value(settings, components[i])
                    : parse(components[i].getType(), text, where + ": " + key);
            unknown.remove(key);
        }
        if (!unknown.isEmpty()) {
            throw bad(where
                    + ": %s has no setting %s; it has %s"
                            .formatted(settings.name(), Excerpt.quote(unknown.first()), names(components)));
        }
        return construct(settings, components, values);
    }

    private static RecordComponent[] components(Method settings) {
        return settings.getClass().getRecordComponents();
    }

    private static String names(RecordComponent[] components) {
        return Arrays.stream(components).map(SettingsRecord::key).collect(Collectors.joining(", "));
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object parse(Class<?> type, String text, String what) {
        try {
            if (type == int.class) {
                return Integer.valueOf(text.strip());
            }
            if (type == double.class) {
                return Double.valueOf(text.strip());
            }
        } catch (NumberFormatException _) {
            throw bad("%s %s: give a %s"
                    .formatted(what, Excerpt.quote(text), type == int.class ? "whole number" : "number"));
        }
        Object[] choices = type == boolean.class ? new Object[] {true, false} : type.getEnumConstants();
        for (Object choice : choices) {
            String word = choice instanceof Enum<?> constant ? word(constant) : choice.toString();
            if (word.equalsIgnoreCase(text.strip().replace('_', '-'))) {
                return choice;
            }
        }
        throw bad("%s %s: give one of %s"
                .formatted(
                        what,
                        Excerpt.quote(text),
                        Arrays.stream(choices)
                                .map(choice -> choice instanceof Enum<?> constant ? word(constant) : choice.toString())
                                .collect(Collectors.joining(", "))));
    }

    private static Object value(Method settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a method is a public record", e);
        }
    }

    private static Method construct(Method settings, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<? extends Method> constructor = settings.getClass().getConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof BadInputException refused) {
                throw refused;
            }
            throw new IllegalStateException("settings are refused with one line", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a method is a public record", e);
        }
    }

    private static BadInputException bad(String line) {
        return new BadInputException(Excerpt.line(line));
    }
}
