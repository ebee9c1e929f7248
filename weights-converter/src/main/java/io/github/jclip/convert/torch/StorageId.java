// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.torch;

import io.github.jclip.convert.pickle.PickleValue.Global;
import io.github.jclip.convert.pickle.PickleValue.None;
import io.github.jclip.convert.pickle.PickleValue.Persistent;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;

/**
 * How a pickle refers to a storage: the tuple {@code ("storage", type, key, location, element count)}, in old files
 * followed by {@code None} or by {@code (view key, offset, view size)} where only a part of the storage is meant.
 *
 * @param type element type
 * @param key the name it is stored under
 * @param elementCount its size
 * @param viewOffset where the part meant begins
 * @param viewCount the size of the part meant
 */
record StorageId(ElementType type, String key, long elementCount, long viewOffset, long viewCount) {

    static StorageId of(String place, Persistent reference) {
        Arguments id = Arguments.of(place, reference.id());
        if (!id.key(0).equals("storage")) {
            throw Arguments.damaged(place, "a reference to %s".formatted(Excerpt.quote(id.key(0))));
        }
        ElementType type = typeOf(place, id.global(1));
        long count = id.natural(4);
        requireCountable(place, type, count);
        if (id.count() < 6 || id.at(5) == None.NONE) {
            return new StorageId(type, id.key(2), count, 0, count);
        }
        Arguments view = Arguments.of(place, id.at(5));
        long offset = view.natural(1);
        long size = view.natural(2);
        if (offset > count || size > count - offset) {
            throw Arguments.damaged(place, "a view that exceeds storage %s".formatted(Excerpt.quote(id.key(2))));
        }
        return new StorageId(type, id.key(2), count, offset, size);
    }

    private static ElementType typeOf(String place, Global type) {
        return ElementType.ofStorage(type)
                .orElseThrow(() -> new BadInputException(Excerpt.line("%s: storages of type %s are not known"
                        .formatted(place, Excerpt.quote(type.qualifiedName())))));
    }

    private static void requireCountable(String place, ElementType type, long count) {
        if (count > Long.MAX_VALUE / type.byteSize()) {
            throw Arguments.damaged(place, "a storage of %d elements".formatted(count));
        }
    }

    long byteCount() {
        return elementCount * type.byteSize();
    }
}
