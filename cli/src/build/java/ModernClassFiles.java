// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Brings class files from before Java 6 in a jar to the format of Java 8, with stack maps. The start-up cache leaves
 * older ones out, and their verification takes long; picocli, which every command line goes through, is compiled so.
 */
final class ModernClassFiles {
    private static final int FORMAT = ClassFile.JAVA_8_VERSION;

    private ModernClassFiles() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        ByteArrayOutputStream rewritten = new ByteArrayOutputStream();
        URI location = jar.toUri();
        try (JarFile in = new JarFile(jar.toFile());
                URLClassLoader classes = new URLClassLoader(new URL[] {location.toURL()});
                JarOutputStream out = new JarOutputStream(rewritten)) {
            ClassFile format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
            for (JarEntry entry : Collections.list(in.entries())) {
                byte[] content = in.getInputStream(entry).readAllBytes();
                JarEntry copy = new JarEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? modern(format, content) : content);
                out.closeEntry();
            }
        }
        Files.write(jar, rewritten.toByteArray());
    }

    private static byte[] modern(ClassFile format, byte[] content) {
        ClassModel model = format.parse(content);
        if (model.majorVersion() >= ClassFile.JAVA_6_VERSION) {
            return content;
        }
        ClassTransform withoutVersion = ClassTransform.dropping(ClassFileVersion.class::isInstance);
        ClassTransform newVersion = ClassTransform.endHandler(builder -> builder.withVersion(FORMAT, 0));
        // Passing every method's code through a builder is what makes its stack maps.
        ClassTransform newCode = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        return format.transformClass(model, withoutVersion.andThen(newVersion).andThen(newCode));
    }
}
