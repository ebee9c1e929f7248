// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// NVRTC that compiles CUDA C with the host's compiler. A program becomes a shared object: the source behind device.h,
// and a table of its kernels whose wrappers the compiler derives from their signatures.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "emulation.h"

// Given by the build: the folder of this source, and the compiler.
#ifndef EMULATION_HOME
#error "define EMULATION_HOME"
#endif
#ifndef EMULATION_CXX
#error "define EMULATION_CXX"
#endif

namespace {

namespace fs = std::filesystem;

enum : int {
    NVRTC_SUCCESS = 0,
    NVRTC_ERROR_INVALID_INPUT = 3,
    NVRTC_ERROR_INVALID_OPTION = 5,
    NVRTC_ERROR_COMPILATION = 6,
};

struct Program {
    std::string source;
    std::string name;
    std::map<std::string, std::string> headers;
    std::string log;
    std::string image;
};

std::set<Program*> programs;
std::string failingCall;
int failure = 0;
long compilations = 0;
bool checked = false;

/** What makes kernels tell which memory they touch, as checks.h has it, and where in the source. */
constexpr const char* CHECKS = "-DEMULATION_CHECKED -fsanitize=thread -g1";

int enter(const char* call) {
    if (failingCall == call) {
        failingCall.clear();
        return failure;
    }
    return NVRTC_SUCCESS;
}

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

/** `extern __shared__ T name[];` has no meaning for the host: it becomes a pointer to what the launch asked for. */
std::string translate(const std::string& source) {
    static const std::regex dynamic(R"(extern\s+__shared__\s+(\w+)\s+(\w+)\[\s*\]\s*;)");
    return std::regex_replace(source, dynamic, "$1* $2 = static_cast<$1*>(emulation::dynamicShared());");
}

/** The rows of the table of kernels. Kernels may come out of macros, so the source is preprocessed. */
std::vector<std::array<std::string, 2>> kernelsOf(const std::string& preprocessed) {
    static const std::regex kernel(R"(EMULATED_GLOBAL\s+void\s+(?:EMULATED_BOUNDS\s*\(([^()]*)\)\s*)?(\w+)\s*\()");
    std::vector<std::array<std::string, 2>> kernels;
    for (auto it = std::sregex_iterator(preprocessed.begin(), preprocessed.end(), kernel);
         it != std::sregex_iterator();
         ++it) {
        std::string bounds = (*it)[1].matched ? (*it)[1].str() : "1024";
        kernels.push_back({(*it)[2].str(), bounds.substr(0, bounds.find(','))});
    }
    return kernels;
}

int run(const std::string& command) { return std::system(command.c_str()); }

int compile(Program& program, const fs::path& folder, const std::string& defines) {
    for (auto& [name, text] : program.headers) {
        // Inline PTX has a counterpart for the host.
        fs::path own = fs::path(EMULATION_HOME) / name;
        std::ofstream(folder / name) << (fs::exists(own) ? read(own) : translate(text));
    }
    std::string body = "#line 1 \"" + program.name + "\"\n" + translate(program.source);
    std::ofstream(folder / "list.cpp") << "#define __global__ EMULATED_GLOBAL\n#define __launch_bounds__(...) "
                                          "EMULATED_BOUNDS(__VA_ARGS__)\n"
                                       << body;
    std::string include = " -I'" + folder.string() + "' -I'" EMULATION_HOME "' ";
    std::string log = " 2>'" + (folder / "log").string() + "'";
    std::string compiler = EMULATION_CXX " -std=c++17 -w " + defines + include;
    std::string list = (folder / "list.i").string();
    if (run(compiler + "-E -P -o '" + list + "' '" + (folder / "list.cpp").string() + "'" + log) != 0) {
        program.log = read(folder / "log");
        return NVRTC_ERROR_COMPILATION;
    }
    std::ofstream out(folder / "program.cpp");
    out << "#include \"device.h\"\n" << body << "\n";
    out << "static const emulation::Kernel emulation_kernels[] = {\n";
    auto kernels = kernelsOf(read(folder / "list.i"));
    for (auto& [name, bounds] : kernels) {
        out << "EMULATION_KERNEL(" << name << ", " << bounds << "),\n";
    }
    out << "};\nextern \"C\" __attribute__((visibility(\"default\"))) const emulation::Module emulation_module{"
        << "&emulation_runtime, emulation_kernels, " << kernels.size()
        << ", &__start_emulated_shared, &__stop_emulated_shared, " << checked << "};\n";
    out.close();
    std::string object = (folder / "program.o").string();
    std::string library = (folder / "program.so").string();
    if (run(compiler + "-O1 -fPIC -fvisibility=hidden -ffp-contract=off " + (checked ? CHECKS : "") + " -c -o '"
            + object + "' '" + (folder / "program.cpp").string() + "'" + log)
            != 0
        || run(EMULATION_CXX " -shared -o '" + library + "' '" + object + "'" + log) != 0) {
        program.log = read(folder / "log");
        return NVRTC_ERROR_COMPILATION;
    }
    std::string code = read(library);
    emulation::ImageHeader header{};
    std::memcpy(header.magic, emulation::IMAGE_MAGIC, sizeof(header.magic));
    header.size = code.size();
    program.image.assign(reinterpret_cast<char*>(&header), sizeof(header));
    program.image += code;
    return NVRTC_SUCCESS;
}

bool known(Program* program) { return programs.count(program) != 0; }

}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT const char* nvrtcGetErrorString(int code) {
    switch (code) {
        case NVRTC_SUCCESS:
            return "NVRTC_SUCCESS";
        case NVRTC_ERROR_INVALID_INPUT:
            return "NVRTC_ERROR_INVALID_INPUT";
        case NVRTC_ERROR_INVALID_OPTION:
            return "NVRTC_ERROR_INVALID_OPTION";
        case NVRTC_ERROR_COMPILATION:
            return "NVRTC_ERROR_COMPILATION";
        default:
            return "NVRTC_ERROR unknown";
    }
}

EXPORT int nvrtcVersion(int* major, int* minor) {
    *major = 12;
    *minor = 99;  // no real compiler's, so that a cache never takes its code for that of a GPU
    return enter(__func__);
}

EXPORT int nvrtcGetNumSupportedArchs(int* count) {
    *count = 3;
    return enter(__func__);
}

EXPORT int nvrtcGetSupportedArchs(int* architectures) {
    architectures[0] = 75;
    architectures[1] = 80;
    architectures[2] = 90;
    return enter(__func__);
}

EXPORT int nvrtcCreateProgram(
    Program** program, const char* source, const char* name, int count, const char** headers, const char** names) {
    if (int failed = enter(__func__)) {
        return failed;
    }
    *program = *programs.insert(new Program{source, name, {}, "", ""}).first;
    for (int i = 0; i < count; i++) {
        (*program)->headers[names[i]] = headers[i];
    }
    return NVRTC_SUCCESS;
}

EXPORT int nvrtcCompileProgram(Program* program, int count, const char** options) {
    if (int failed = enter(__func__)) {
        return failed;
    }
    if (!known(program)) {
        return NVRTC_ERROR_INVALID_INPUT;
    }
    compilations++;
    std::string defines;
    for (int i = 0; i < count; i++) {
        if (std::strncmp(options[i], "-D", 2) == 0) {
            defines += std::string(" ") + options[i];
        } else if (
            std::strncmp(options[i], "--gpu-architecture=sm_", 22) != 0 && std::strncmp(options[i], "--std=", 6) != 0) {
            program->log = std::string("unknown option ") + options[i];
            return NVRTC_ERROR_INVALID_OPTION;
        }
    }
    std::string folder = (fs::temp_directory_path() / "emulated-nvrtc-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) {
        return NVRTC_ERROR_COMPILATION;
    }
    int result = compile(*program, folder, defines);
    fs::remove_all(folder);
    return result;
}

EXPORT int nvrtcGetProgramLogSize(Program* program, std::size_t* size) {
    *size = program->log.size() + 1;
    return enter(__func__);
}

EXPORT int nvrtcGetProgramLog(Program* program, char* log) {
    std::memcpy(log, program->log.c_str(), program->log.size() + 1);
    return enter(__func__);
}

EXPORT int nvrtcGetCUBINSize(Program* program, std::size_t* size) {
    *size = program->image.size();
    return enter(__func__);
}

EXPORT int nvrtcGetCUBIN(Program* program, char* image) {
    std::memcpy(image, program->image.data(), program->image.size());
    return enter(__func__);
}

EXPORT int nvrtcDestroyProgram(Program** program) {
    if (!known(*program)) {
        return NVRTC_ERROR_INVALID_INPUT;
    }
    programs.erase(*program);
    delete *program;
    *program = nullptr;
    return enter(__func__);
}

// ---- for tests ----

EXPORT void emulation_nvrtc_fail(const char* call, int code) {
    failingCall = call;
    failure = code;
}

EXPORT long emulation_nvrtc_programs() { return static_cast<long>(programs.size()); }

EXPORT long emulation_nvrtc_compilations() { return compilations; }

/** Whether kernels that are compiled from now on tell which memory they touch. */
EXPORT void emulation_nvrtc_check(bool wanted) { checked = wanted; }
