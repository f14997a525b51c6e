;;; emacs.el --- A user of eglot -*- lexical-binding: t -*-
;; Writes what can be seen as one JSON object a line to the file $SEEN: emacs --batch -l emacs.el

(setq create-lockfiles nil make-backup-files nil)
(package-initialize)  ; Emacs 29 brings eglot along, older ones have it as a package.
(require 'json)
(require 'xref)
(require 'flymake)
(require 'eglot)
(setq eglot-sync-connect 60 eglot-send-changes-idle-time 0 flymake-no-changes-timeout 0.01
      eglot-confirm-server-initiated-edits nil)
(add-to-list 'eglot-server-programs `(python-mode . (,(getenv "PYTHON") "-m" "importls" "lsp")))

(defun tell (step seen)
  (write-region (concat (json-encode `((step . ,step) (seen . ,seen))) "\n") nil (getenv "SEEN") t 'silent))

(defun wait (condition)
  (let ((deadline (+ (float-time) 60)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) deadline))
      (accept-process-output nil 0.01)
      (sit-for 0.01))
    found))

(defun shown ()
  (mapcar (lambda (item) (line-number-at-pos (flymake-diagnostic-beg item))) (flymake-diagnostics)))

(defun wait-for-diagnostics (count)
  (wait (lambda () (= (length (flymake-diagnostics)) count)))
  (vconcat (shown)))

(defun first-line ()
  (save-excursion (goto-char (point-min)) (buffer-substring-no-properties (point) (line-end-position))))

(defun use ()
  (find-file "main.py")
  (python-mode)
  (apply #'eglot (eglot--guess-contact))
  (tell "opened" (wait-for-diagnostics 1))

  (goto-char (point-min))
  (forward-line 1)
  (forward-char 25)
  (let ((xref-prompt-for-identifier nil))
    (save-window-excursion
      (call-interactively #'xref-find-definitions)
      (tell "definition" (vector (file-name-nondirectory (buffer-file-name)) (line-number-at-pos)))))

  (set-buffer (get-file-buffer "main.py"))
  (goto-char (+ (point-min) 8))
  ;; Whoever is to choose takes the first that is offered.
  (cl-letf (((symbol-function 'completing-read) (lambda (_ choices &rest _) (caar choices)))
            ((symbol-function 'read-multiple-choice) (lambda (_ choices &rest _) (car choices))))
    (let ((last-nonmenu-event ?x))  ; A mouse would get a menu.
      (call-interactively #'eglot-code-actions)))
  (wait (lambda () (not (equal (first-line) "import helpre"))))
  (tell "fixed" (first-line))
  (eglot--signal-textDocument/didChange)  ; Without a screen nobody is ever idle.
  (tell "after the fix" (wait-for-diagnostics 0))

  (goto-char (point-min))
  (forward-line 2)
  (insert "import made\n")
  (eglot--signal-textDocument/didChange)
  (tell "typed" (wait-for-diagnostics 1))
  (write-region "x = 1\n" nil "made.py" nil 'silent)
  (save-buffer)
  (tell "saved after a module was made" (wait-for-diagnostics 0))

  (let ((server (eglot-current-server)))
    (eglot-shutdown server)
    (tell "stopped" (if (jsonrpc-running-p server) json-false t))))

(condition-case mistake
    (use)
  (error (tell "mistake" (error-message-string mistake))))
