"""Started by the interpreter that is asked: forks for every name, imports it there and writes down what happened.

It runs on Python 3.8 and later, knows nothing of importls, and imports only what every interpreter has loaded before it
runs the first line of a script: what it loaded itself could not be seen being loaded.

Standard input: a marshalled `(root, names, seconds)`. Standard output, a regular file: one
marshalled tuple for the interpreter, and one a name.
"""

import _frozen_importlib
import _imp
import _signal
import marshal
import posix
import sys
import zipimport

MODULES = sys.modules
AT_START = frozenset(MODULES)
STANDARD_LIBRARY = MODULES["os"].__file__.rpartition("/")[0]
FROZEN = "<frozen importlib._bootstrap>"
EXTENSIONS = {_imp.create_builtin, _imp.exec_builtin, _imp.create_dynamic, _imp.exec_dynamic}
started = []
by_extensions = set()
running_extensions = []


def body_of(function, arguments):
    """The name of the module whose body `function(*arguments)` runs; None when it runs none."""
    if function is exec:
        return arguments[1].get("__name__")
    # FrozenImporter.exec_module asks for the code and then runs it by itself.
    if function is _imp.get_frozen_object:
        return arguments[0]
    # A module of single-phase initialisation runs while it is created, and is not created again.
    if function is _imp.create_builtin or function is _imp.create_dynamic:
        return arguments[0].name
    return None


def record(function, arguments):
    name = body_of(function, arguments)
    if isinstance(name, str):
        started.append(exactly(name))
        if running_extensions:
            by_extensions.add(exactly(name))


def _call_with_frames_removed(f, *args, **kwds):
    """As in importlib._bootstrap: every loader of importlib runs the body of a module through it."""
    before = len(started)
    record(f, args)
    is_extension = f in EXTENSIONS
    if is_extension:
        running_extensions.append(f)
    try:
        return f(*args, **kwds)
    except BaseException:
        # A shared object that cannot be loaded has not begun to run.
        if f is _imp.create_dynamic and len(started) == before + 1:
            del started[before:]
        raise
    finally:
        if is_extension:
            running_extensions.pop()


def exec_and_record(code, namespace):
    """Stands for `exec` in the zipimport of 3.8 and 3.9, which calls it by itself."""
    record(exec, (code, namespace))
    exec(code, namespace)


def watch():
    """CPython takes a frame out of a traceback by the names of its file and function: the new ones keep them."""
    for function in (_call_with_frames_removed, exec_and_record):
        function.__code__ = function.__code__.replace(co_filename=FROZEN)
    _frozen_importlib._call_with_frames_removed = _call_with_frames_removed
    if not hasattr(zipimport.zipimporter, "exec_module"):
        zipimport.exec = exec_and_record


def exactly(text):
    """Of a subclass of str, which cannot be marshalled, the plain text."""
    return str.__str__(text)


def message_of(error):
    try:
        return exactly(str(error))
    except BaseException:  # noqa: BLE001 # reason: __str__ is analysed code
        return ""


def quoted_after(start, message):
    return message.partition(start + "'")[2].partition("'")[0] or None


def name_of(error, message):
    """The name that is missing, from the attribute that newer versions set, else out of the message."""
    told = getattr(error, "name", None)
    told = exactly(told) if isinstance(told, str) else None
    if isinstance(error, ModuleNotFoundError):
        return told
    if isinstance(error, ImportError):
        return quoted_after("cannot import name ", message)
    if isinstance(error, AttributeError):
        return told or quoted_after(" attribute ", message) or quoted_after("cannot access submodule ", message)
    if isinstance(error, NameError):
        return told or quoted_after("", message)
    return None


def raised_at(error, root):
    """Where the innermost frame stands that is not importlib's; None when there is no other."""
    place, traceback = None, error.__traceback__
    while traceback is not None:
        path = traceback.tb_frame.f_code.co_filename
        own = path in (__file__, FROZEN, "<frozen importlib._bootstrap_external>", "<frozen zipimport>")
        if not own and not path.startswith(STANDARD_LIBRARY + "/importlib/"):
            path = path[len(root) + 1 :] if path.startswith(root + "/") else path
            place = f"{path}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


def run(root, name):
    """Imports, and says what happened: exception, message, name, place, bodies, those started by C, new modules."""
    outcome = (None, None, None, None)
    try:
        __import__(name, MODULES["__main__"].__dict__)
    except BaseException as error:  # noqa: BLE001 # reason: SystemExit is an answer like others
        message = message_of(error)
        outcome = (exactly(type(error).__name__), message, name_of(error, message), raised_at(error, root))
    executed = list(started)
    entered = [exactly(key) for key in dict.copy(MODULES) if isinstance(key, str)]
    return (*outcome, executed, sorted(by_extensions), sorted(key for key in entered if key not in AT_START))


def write(answer):
    data = marshal.dumps(answer, 2)
    while data:
        data = data[posix.write(ANSWERS, data) :]


def become_fresh(root):
    """What the analysed code sees of this process: no input, no output, an empty `__main__`, `root` before the rest."""
    posix.setpgid(0, 0)
    _signal.signal(_signal.SIGALRM, _signal.SIG_DFL)
    nothing = posix.open("/dev/null", posix.O_RDWR)
    for descriptor in (0, 1, 2):
        posix.dup2(nothing, descriptor)
    posix.close(nothing)
    sys.path.insert(0, root)
    main = MODULES["__main__"] = type(sys)("__main__")
    main.__builtins__ = __builtins__
    watch()


def ask(root, name, seconds):
    """Writes the answer of a child, or what became of it when it gave none."""
    before = posix.lseek(ANSWERS, 0, 1)
    child = posix.fork()
    if not child:
        become_fresh(root)
        write(run(root, name))
        posix._exit(0)
    killed = []

    def kill(*_):
        killed.append(child)
        posix.kill(child, _signal.SIGKILL)

    _signal.signal(_signal.SIGALRM, kill)
    _signal.alarm(seconds)
    status = posix.waitpid(child, 0)[1]
    _signal.alarm(0)
    end_group(child)
    if posix.lseek(ANSWERS, 0, 1) == before:
        told = f"no end after {seconds} seconds" if killed else f"ended with status {status}"
        write(("Timeout" if killed else "Died", told, None, None, [], [], []))


def end_group(leader):
    """Ends what the child has started and left behind."""
    try:  # noqa: SIM105 # reason: contextlib is not loaded at the start
        posix.killpg(leader, _signal.SIGKILL)
    except ProcessLookupError:
        pass


def read_all():
    data = b""
    while True:
        more = posix.read(0, 1 << 16)
        if not more:
            return data
        data += more


ANSWERS = posix.dup(1)
asked_root, asked_names, limit = marshal.loads(read_all())
write((tuple(sys.version_info[:2]), sorted(AT_START)))
for asked in asked_names:
    ask(asked_root, asked, limit)
posix._exit(0)
