// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows between modules, as docs/architecture.md draws them. */
class ArchitectureTest {
    private static final String ROOT = "io.github.jclip.";

    /** What each module may know besides itself. */
    private static final Map<String, Set<String>> KNOWS = Map.of(
            "tensor", Set.of(),
            "kernels", Set.of("tensor"),
            "clip", Set.of("tensor"),
            "convert", Set.of("tensor", "clip"),
            "taskres", Set.of("tensor", "clip"),
            "bench", Set.of("tensor", "clip", "convert", "taskres"),
            "cli", Set.of("tensor", "kernels", "clip", "convert", "taskres", "bench"));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.jclip");

    @TestFactory
    Stream<DynamicTest> modulesKnowOnlyWhatIsToTheirLeft() {
        return KNOWS.keySet().stream()
                .sorted()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> noClasses()
                                .that()
                                .resideInAPackage(packagesOf(module))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(strangersTo(module))
                                .allowEmptyShould(true)
                                .check(CLASSES)));
    }

    private static String[] strangersTo(String module) {
        return KNOWS.keySet().stream()
                .filter(other -> !other.equals(module))
                .filter(other -> !KNOWS.get(module).contains(other))
                .map(ArchitectureTest::packagesOf)
                .toArray(String[]::new);
    }

    private static String packagesOf(String module) {
        return ROOT + module + "..";
    }

    @TestFactory
    Stream<DynamicTest> packagesOfAModuleHaveNoCycles() {
        return KNOWS.keySet().stream()
                .sorted()
                .map(module -> DynamicTest.dynamicTest(
                        module,
                        () -> slices().matching(ROOT + module + ".(**)")
                                .should()
                                .beFreeOfCycles()
                                .allowEmptyShould(true)
                                .check(CLASSES)));
    }

    @Test
    void opsDoNotKnowTheDevicesThatExecuteThem() {
        noClasses()
                .that()
                .resideInAPackage("io.github.jclip.tensor.op..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.github.jclip.tensor.cpu..")
                .check(CLASSES);
    }

    @Test
    void librariesLeaveTheStandardStreamsToTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packagesOf("cli"))
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void librariesDoNotEndTheProcess() {
        noClasses()
                .that()
                .resideOutsideOfPackage(packagesOf("cli"))
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(CLASSES);
    }

    @Test
    void theRulesSeeEveryModuleThatHasClasses() {
        for (String module : Set.of("tensor", "kernels", "clip", "bench", "cli")) {
            Assertions.assertTrue(
                    CLASSES.stream().anyMatch(type -> type.getPackageName().startsWith(ROOT + module)), module);
        }
    }
}
