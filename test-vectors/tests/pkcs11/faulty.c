/* A PKCS#11 module that is another one, except that calls fail when a test says so.
 *
 * MNID_MDOC_FAULTY_MODULE names the module behind it, and MNID_MDOC_FAULTS a folder. There each
 * call of a function NAME that is watched adds a byte to the file NAME.calls, and takes the first
 * line of the file NAME.faults, a number in hexadecimal: what the call returns (CKR_...), for
 * C_GetTokenInfo the flags that the answer has more (CKF_...), for C_Sign also FFFF: a signature
 * that is a byte too short. Without a line left it is the other module's call. */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef unsigned long number;
typedef number (*function)(void *, void *, void *, void *, void *);

/* CK_FUNCTION_LIST of version 2.40: C_Initialize, C_Finalize, ... */
struct functions {
    unsigned char version[2];
    function at[68];
};

enum { FINALIZE = 1, TOKEN_INFO = 6, OPEN_SESSION = 12, LOGIN = 18, SIGN = 43 };

static struct functions real, ours;

static FILE *of(const char *name, const char *kind, const char *mode) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", getenv("MNID_MDOC_FAULTS"), name, kind);
    return fopen(path, mode);
}

/* Counts a call, and takes the next fault, or 0. */
static number fault(const char *name) {
    FILE *file = of(name, "calls", "a");
    fputc('x', file);
    fclose(file);
    file = of(name, "faults", "r");
    if (!file) return 0;
    char rest[4096] = "";
    number next = 0;
    if (fscanf(file, "%lx\n", &next) != 1) next = 0;
    rest[fread(rest, 1, sizeof rest - 1, file)] = 0;
    fclose(file);
    file = of(name, "faults", "w");
    fputs(rest, file);
    fclose(file);
    return next;
}

static number finalize(void *a, void *b, void *c, void *d, void *e) {
    number failure = fault("C_Finalize");
    return failure ? failure : real.at[FINALIZE](a, b, c, d, e);
}

static number open_session(void *a, void *b, void *c, void *d, void *e) {
    number failure = fault("C_OpenSession");
    return failure ? failure : real.at[OPEN_SESSION](a, b, c, d, e);
}

static number login(void *a, void *b, void *c, void *d, void *e) {
    number failure = fault("C_Login");
    return failure ? failure : real.at[LOGIN](a, b, c, d, e);
}

static number sign(void *a, void *b, void *c, void *d, void *length) {
    /* The first call of two asks for the length alone. */
    number failure = d ? fault("C_Sign") : 0;
    if (failure && failure != 0xFFFF) return failure;
    number answer = real.at[SIGN](a, b, c, d, length);
    if (failure) *(number *)length -= 1;
    return answer;
}

static number token_info(void *a, void *info, void *c, void *d, void *e) {
    number more = fault("C_GetTokenInfo");
    number answer = real.at[TOKEN_INFO](a, info, c, d, e);
    /* CK_TOKEN_INFO: label, manufacturer, model, serial number, flags. */
    if (!answer) *(number *)((char *)info + 32 + 32 + 16 + 16) |= more;
    return answer;
}

number C_GetFunctionList(struct functions **list) {
    void *module = dlopen(getenv("MNID_MDOC_FAULTY_MODULE"), RTLD_NOW);
    struct functions *found;
    if (!module) return 5;
    number (*get)(struct functions **);
    *(void **)&get = dlsym(module, "C_GetFunctionList");
    number answer = get(&found);
    if (answer) return answer;
    real = ours = *found;
    ours.at[FINALIZE] = finalize;
    ours.at[TOKEN_INFO] = token_info;
    ours.at[OPEN_SESSION] = open_session;
    ours.at[LOGIN] = login;
    ours.at[SIGN] = sign;
    *list = &ours;
    return 0;
}
